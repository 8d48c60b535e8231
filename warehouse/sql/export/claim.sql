-- The exported claims, without the names of claimants that the registry lacks.
select claim.* replace (
    claimant.name as claimant,
    source.public_key as source_key
)
from mart.claim as claim
left join core.claimant as claimant using (claimant_id)
left join export_source as source on source.source_key = claim.source_key
where claim.claim_id in (select claim_id from export_claim)
order by claim.known_at, claim.claim_id
