-- incident_id, known_from names one standing row of core.incident_toll.
select incident_id, known_from, count(*) as copies
from core.incident_toll
where incident_id in (select incident_id from core.incident_toll where recorded_at >= $since) and superseded_at is null
group by incident_id, known_from
having count(*) > 1
