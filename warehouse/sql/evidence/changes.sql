-- What happened to the pack's incidents, the oldest first.
select recorded_at, incident_id, change, other_incident_id, reason, what
from mart.change
where incident_id in (select incident_id from export_incident)
    or change = 'merged' and other_incident_id in (select incident_id from export_incident)
order by recorded_at, incident_id, change
