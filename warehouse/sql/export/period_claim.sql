-- mart.period_claim as far as it was known at an instant.
select claim.* replace (source.public_key as source_key)
from mart.period_claim as claim
left join export_source as source on source.source_key = claim.source_key
where claim.known_at <= $known
order by claim.known_at, claim.claim_id
