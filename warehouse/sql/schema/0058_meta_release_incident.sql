create table meta.release_incident (
    release_id varchar not null,
    incident_id varchar not null,
    country_code varchar,
    governorate_code varchar,
    event_date date,
    period_start date,
    killed_low bigint,
    killed_best bigint,
    killed_high bigint,
    injured_low bigint,
    injured_best bigint,
    injured_high bigint,
    missing_best bigint,
    detained_best bigint,
    casualties_best bigint
)
