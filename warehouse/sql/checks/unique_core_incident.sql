-- incident_id names one row of core.incident.
select incident_id, count(*) as copies from core.incident group by incident_id having count(*) > 1
