-- claim_id names one standing row of core.claim.
select claim_id, count(*) as copies from core.claim where superseded_at is null group by claim_id having count(*) > 1
