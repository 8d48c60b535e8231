-- A claim belongs to one incident.
select claim_id, count(*) as incidents from core.incident_claim
where superseded_at is null group by claim_id having count(*) > 1
