create table core.governorate (
    governorate_code varchar not null,
    country_code varchar not null,
    name_ar varchar,
    name_en varchar,
    recorded_at timestamp not null
)
