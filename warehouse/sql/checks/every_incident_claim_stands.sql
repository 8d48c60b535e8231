-- A claim in an incident stands, and so does the incident.
with link as (
    select incident_id, claim_id from core.incident_claim
    where superseded_at is null
        and (
            recorded_at >= $since
            or claim_id in (select claim_id from core.claim where superseded_at >= $since)
            or incident_id in (select incident_id from core.incident where changed_at >= $since)
        )
)
select link.incident_id, link.claim_id
from link
left join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
left join core.incident as incident on incident.incident_id = link.incident_id and incident.closed_at is null
where claim.claim_id is null or incident.incident_id is null
