-- article_id names one row of core.article.
select article_id, count(*) as copies
from core.article
where article_id in (select article_id from core.article where recorded_at >= $since)
group by article_id
having count(*) > 1
