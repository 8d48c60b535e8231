-- The changelog by day: which days' figures changed in which run, by how much, through which incidents and sums, because
-- of which claims and for which reasons.
create or replace view mart.day_change as
with moved as (
    select incident_id, country_code, governorate_code, event_date, period_start, recorded_at
    from core.incident_toll
    union
    select incident_id, country_code, governorate_code, event_date, period_start, superseded_at
    from core.incident_toll
    where superseded_at is not null
),
cause as (
    select
        moved.country_code, moved.governorate_code, moved.event_date, moved.period_start, moved.recorded_at,
        change.incident_id, change.claim_id, change.reason
    from moved
    join core.incident_change as change
        on change.incident_id = moved.incident_id and change.recorded_at = moved.recorded_at
    union all
    select
        country_code, governorate_code, event_date, null::date, unnest([recorded_at, superseded_at]) as recorded_at,
        null, claim_id, 'sum of the day'
    from core.claim
    where scope = 'aggregate'
),
final as (
    select
        change.recorded_at,
        change.run_id,
        change.country_code,
        change.governorate_code,
        change.event_date,
        change.period_start,
        change.period_end,
        change.killed_low_before,
        change.killed_low_after,
        change.killed_best_before,
        change.killed_best_after,
        change.killed_high_before,
        change.killed_high_after,
        change.injured_best_before,
        change.injured_best_after,
        list(distinct cause.incident_id order by cause.incident_id) filter (cause.incident_id is not null)
            as incident_ids,
        list(distinct cause.claim_id order by cause.claim_id) filter (cause.claim_id is not null) as claim_ids,
        list(distinct cause.reason order by cause.reason) filter (cause.reason is not null) as reasons
    from core.day_change as change
    left join cause
        on cause.recorded_at = change.recorded_at
        and cause.country_code is not distinct from change.country_code
        and cause.governorate_code is not distinct from change.governorate_code
        and cause.event_date is not distinct from change.event_date
        and (change.event_date is not null or cause.period_start is not distinct from change.period_start)
    group by all
)
select * from final
