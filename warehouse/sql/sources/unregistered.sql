-- The names of claimants that the registry lacks, with one of their spellings.
select source_key, any_value(claimant order by known_at, claim_id) as claimant, count(*) as claim_count
from core.claim
where superseded_at is null and starts_with(source_key, 'name:')
group by source_key
order by source_key
