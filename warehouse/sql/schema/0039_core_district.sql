create table core.district (
    unit_code varchar not null,
    unit_level integer not null,
    governorate_code varchar not null,
    district_code varchar not null,
    name_ar varchar not null,
    recorded_at timestamp not null
)
