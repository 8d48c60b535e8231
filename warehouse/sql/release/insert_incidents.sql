-- The incidents with their figures, place, actor and weapon as they are published.
insert into meta.release_incident by name
select
    $release_id as release_id, toll.incident_id, toll.country_code, toll.governorate_code, toll.event_date,
    toll.period_start, incident.place, incident.place_key, list_sort(incident.actor) as actor, incident.weapon,
    toll.killed_low, toll.killed_best, toll.killed_high,
    toll.injured_low, toll.injured_best, toll.injured_high, toll.missing_best, toll.detained_best,
    toll.casualties_best
from core.incident_toll as toll
join core.incident as incident using (incident_id)
where toll.superseded_at is null
    and toll.known_from <= $known and $known < toll.known_until
    and toll.incident_id in (select incident_id from export_incident)
