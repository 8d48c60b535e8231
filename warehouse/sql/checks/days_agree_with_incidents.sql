-- What the days count as itemised is what the incidents of a single place come to, and never less.
with touched as (
    select coalesce(event_date, period_start) as day from core.incident_toll
    where recorded_at >= $since or superseded_at >= $since
),
of_days as (
    select coalesce(sum(killed_best - killed_unitemised + remains_best + custody_best), 0) as killed,
        coalesce(sum(missing_best), 0) as missing
    from mart.daily_governorate_casualties
    where coalesce(event_date, period_start) in (select day from touched)
),
of_incidents as (
    select
        coalesce(sum(toll.killed_best) filter (toll.kind = 'incident'), 0) as least_killed,
        coalesce(sum(toll.killed_best), 0) as most_killed,
        coalesce(sum(toll.missing_best), 0) as most_missing
    from core.incident_toll as toll
    where toll.superseded_at is null and toll.known_until > '9999-12-31'::timestamp and toll.is_counted
        and coalesce(toll.event_date, toll.period_start) in (select day from touched)
)
select * from of_days, of_incidents
where killed not between least_killed and most_killed or missing > most_missing
