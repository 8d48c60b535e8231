-- Incidents that another could be merged with: of its country, on its day or two days to either side, of its place or
-- governorate where both are known; the nearest first.
with latest as (
    select
        incident.incident_id, incident.place, incident.place_key, toll.country_code, toll.governorate_code,
        toll.event_date, toll.killed_low, toll.killed_best, toll.killed_high
    from core.incident as incident
    join core.incident_toll as toll
        on toll.incident_id = incident.incident_id
        and toll.superseded_at is null
        and toll.known_until >= '9999-12-31'::timestamp
    where incident.closed_at is null and toll.is_counted
),
one as (
    select * from latest where incident_id = $incident_id
)
select
    latest.incident_id, latest.place, latest.governorate_code, latest.event_date,
    latest.killed_low, latest.killed_best, latest.killed_high
from one
join latest
    on latest.incident_id <> one.incident_id
    and latest.country_code is not distinct from one.country_code
    and abs(latest.event_date - one.event_date) <= 2
    and coalesce(latest.governorate_code = one.governorate_code, true)
order by
    coalesce(latest.place_key = one.place_key, false) desc,
    abs(latest.event_date - one.event_date),
    abs(coalesce(latest.killed_best, 0) - coalesce(one.killed_best, 0)),
    latest.incident_id
limit $most
