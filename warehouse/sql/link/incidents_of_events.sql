select distinct event_id, incident_id
from core.incident_claim
where superseded_at is null and event_id in (select event_id from wanted)
