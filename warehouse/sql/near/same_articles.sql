-- Articles that tell one text with the given ones.
select distinct article_id, other_article_id
from (
    select article_id, other_article_id from core.near_duplicate where verdict = 'same'
    union all
    select other_article_id as article_id, article_id as other_article_id from core.near_duplicate where verdict = 'same'
)
where article_id in (select article_id from frontier)
