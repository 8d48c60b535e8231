create table core.outlet (
    outlet_id varchar not null,
    name varchar not null,
    country_code varchar,
    site_url varchar,
    kind varchar,
    side varchar,
    recorded_at timestamp not null
)
