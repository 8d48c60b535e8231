-- A claim in an incident stands, and so does the incident.
select link.incident_id, link.claim_id
from core.incident_claim as link
left join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
left join core.incident as incident on incident.incident_id = link.incident_id and incident.closed_at is null
where link.superseded_at is null and (claim.claim_id is null or incident.incident_id is null)
