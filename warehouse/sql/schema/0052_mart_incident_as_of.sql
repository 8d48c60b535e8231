-- The incidents' figures as the world could know them at an instant (UTC), read with what this warehouse holds now.
create or replace macro mart.incident_as_of(instant) as table
select
    toll.incident_id,
    toll.country_code,
    toll.governorate_code,
    toll.event_date,
    toll.date_precision,
    toll.period_start,
    toll.period_end,
    incident.place,
    toll.killed_low, toll.killed_best, toll.killed_high, toll.is_open,
    toll.injured_low, toll.injured_best, toll.injured_high,
    toll.best_rule, toll.claim_count, toll.article_count, toll.source_count,
    toll.known_from, toll.known_until
from core.incident_toll as toll
join core.incident as incident using (incident_id)
where toll.superseded_at is null
    and toll.is_counted
    and toll.known_from <= instant::timestamp and instant::timestamp < toll.known_until
