-- incident_id names one row of core.incident.
select incident_id, count(*) as copies
from core.incident
where incident_id in (select incident_id from core.incident where changed_at >= $since)
group by incident_id
having count(*) > 1
