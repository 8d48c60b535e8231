-- claim_id names one standing row of core.claim.
select claim_id, count(*) as copies
from core.claim
where claim_id in (select claim_id from core.claim where recorded_at >= $since) and superseded_at is null
group by claim_id
having count(*) > 1
