create table core.article (
    article_id varchar not null,
    outlet_id varchar,
    url varchar,
    url_key varchar,
    published_at timestamp,
    published_date date,
    published_source varchar,
    country_code varchar,
    source varchar not null,
    recorded_at timestamp not null
)
