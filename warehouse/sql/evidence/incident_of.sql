-- The incident that a claim or an event is in.
select distinct incident_id
from core.incident_claim
where superseded_at is null and (claim_id = $id or event_id = $id)
