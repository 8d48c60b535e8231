-- The outlets of the range: articles published, those of them that tell of casualties, and counts that they state.
with article as (
    select outlet_id, count(*) as article_count, max(published_date) as newest_date
    from core.article
    where published_date between $first_day and $last_day and published_date <= $known::date
        and outlet_id is not null
    group by outlet_id
),
claim as (
    select outlet_id, count(*) as claim_count, count(distinct article_id) as telling_count
    from core.claim
    where superseded_at is null and outlet_id is not null
        and event_date between $first_day and $last_day and known_at <= $known
    group by outlet_id
)
select
    coalesce(article.outlet_id, claim.outlet_id) as outlet_id,
    outlet.name,
    outlet.kind,
    coalesce(article.article_count, 0) as article_count,
    article.newest_date,
    coalesce(claim.telling_count, 0) as telling_count,
    coalesce(claim.claim_count, 0) as claim_count
from article
full join claim using (outlet_id)
left join core.outlet as outlet on outlet.outlet_id = coalesce(article.outlet_id, claim.outlet_id)
order by claim_count desc, article_count desc, outlet_id
