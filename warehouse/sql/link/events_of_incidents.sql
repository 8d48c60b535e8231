select distinct event_id, incident_id
from core.incident_claim
where superseded_at is null and incident_id in (select incident_id from wanted_incident)
