-- article_id names one row of core.story.
select article_id, count(*) as copies
from core.story
where article_id in (select article_id from core.story where recorded_at >= $since)
group by article_id
having count(*) > 1
