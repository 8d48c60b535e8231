select distinct link.event_id
from core.incident_claim as link
where link.superseded_at is null and link.incident_id = $incident_id
order by link.event_id
