create table core.day_change (
    run_id varchar,
    country_code varchar,
    governorate_code varchar,
    event_date date,
    period_start date,
    period_end date,
    killed_low_before bigint,
    killed_low_after bigint,
    killed_best_before bigint,
    killed_best_after bigint,
    killed_high_before bigint,
    killed_high_after bigint,
    injured_best_before bigint,
    injured_best_after bigint,
    recorded_at timestamp not null
)
