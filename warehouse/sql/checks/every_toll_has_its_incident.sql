-- A toll that stands belongs to an incident, and its best claim to core.claim.
select toll.incident_id, toll.known_from, toll.best_claim_id
from core.incident_toll as toll
left join core.incident as incident on incident.incident_id = toll.incident_id
left join core.claim as claim on claim.claim_id = toll.best_claim_id and claim.superseded_at is null
where toll.superseded_at is null
    and (
        toll.recorded_at >= $since
        or toll.best_claim_id in (select claim_id from core.claim where superseded_at >= $since)
    )
    and (incident.incident_id is null or toll.best_claim_id is not null and claim.claim_id is null)
