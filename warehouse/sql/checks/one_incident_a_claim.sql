-- A claim belongs to one incident.
select claim_id, count(*) as incidents
from core.incident_claim
where superseded_at is null
    and claim_id in (select claim_id from core.incident_claim where recorded_at >= $since)
group by claim_id
having count(*) > 1
