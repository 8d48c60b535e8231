-- The first and last day that anything is known of.
select min(known_day) as first_day, max(known_day) as last_day from (
    select coalesce(event_date, period_start) as known_day from core.incident_toll where superseded_at is null
    union all
    select published_date from core.article
    union all
    select coalesce(event_date, period_start) from mart.daily_governorate_casualties
)
