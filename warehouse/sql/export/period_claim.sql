-- The exported sums over periods.
select claim.* replace (source.public_key as source_key)
from mart.period_claim as claim
left join export_source as source on source.source_key = claim.source_key
where claim.claim_id in (select claim_id from export_claim)
order by claim.known_at, claim.claim_id
