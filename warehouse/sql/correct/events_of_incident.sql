select link.event_id
from core.incident_claim as link
join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
where link.superseded_at is null and link.incident_id = $incident_id
group by link.event_id
order by min(claim.known_at), link.event_id
