-- The incidents with their figures as they are published.
insert into meta.release_incident by name
select
    $release_id as release_id, toll.incident_id, toll.country_code, toll.governorate_code, toll.event_date,
    toll.period_start, toll.killed_low, toll.killed_best, toll.killed_high,
    toll.injured_low, toll.injured_best, toll.injured_high, toll.missing_best, toll.detained_best,
    toll.casualties_best
from core.incident_toll as toll
where toll.superseded_at is null
    and toll.known_from <= $known and $known < toll.known_until
    and toll.incident_id in (select incident_id from export_incident)
