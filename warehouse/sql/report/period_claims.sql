-- The largest sums over days or regions that were stated in the range; they stand beside the days and are in no total.
select
    claim.*, claimant.name as claimant_name, outlet.name as outlet_name, article.url,
    governorate.name_ar, governorate.name_en,
    count(*) over () as all_count
from mart.period_claim as claim
left join core.claim as stored on stored.claim_id = claim.claim_id and stored.superseded_at is null
left join core.claimant as claimant on claimant.claimant_id = stored.claimant_id
left join core.outlet as outlet on outlet.outlet_id = claim.outlet_id
left join core.article as article on article.article_id = claim.article_id
left join core.governorate as governorate on governorate.governorate_code = claim.governorate_code
where coalesce(claim.event_date, claim.known_at::date) between $first_day and $last_day
    and not claim.is_of_day
    and claim.known_at <= $known
    and coalesce(claim.killed_low, claim.casualties_low) is not null
order by coalesce(claim.killed_low, claim.casualties_low) desc, claim.known_at, claim.claim_id
limit $most
