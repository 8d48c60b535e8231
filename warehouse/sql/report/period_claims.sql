-- The largest sums over days or regions that were stated in the range; they stand beside the days and are in no total.
-- The range's sums first, and names for those few that are shown.
with dated as materialized (
    select claim_id, claimant_id
    from core.claim
    where superseded_at is null and scope <> 'incident'
        and coalesce(event_date, known_at::date) between $first_day and $last_day
),
shown as materialized (
    select claim.*, count(*) over () as all_count
    from mart.period_claim as claim
    where claim.claim_id in (select claim_id from dated)
        and not claim.is_of_day
        and claim.known_at <= $known
        and coalesce(claim.killed_low, claim.casualties_low) is not null
    order by coalesce(claim.killed_low, claim.casualties_low) desc, claim.known_at, claim.claim_id
    limit $most
)
select
    shown.* exclude (all_count), claimant.name as claimant_name, outlet.name as outlet_name, article.url,
    governorate.name_ar, governorate.name_en,
    shown.all_count
from shown
join dated using (claim_id)
left join core.claimant as claimant using (claimant_id)
left join core.outlet as outlet on outlet.outlet_id = shown.outlet_id
left join core.article as article on article.article_id = shown.article_id
left join core.governorate as governorate on governorate.governorate_code = shown.governorate_code
order by coalesce(shown.killed_low, shown.casualties_low) desc, shown.known_at, shown.claim_id
