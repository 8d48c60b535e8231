create table meta.release_day (
    release_id varchar not null,
    country_code varchar,
    governorate_code varchar,
    event_date date,
    period_start date,
    period_end date,
    killed_low bigint not null,
    killed_best bigint not null,
    killed_high bigint not null,
    injured_low bigint not null,
    injured_best bigint not null,
    injured_high bigint not null,
    missing_best bigint not null,
    detained_best bigint not null,
    casualties_best bigint not null,
    remains_best bigint not null,
    custody_best bigint not null
)
