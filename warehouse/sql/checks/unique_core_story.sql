-- article_id names one row of core.story.
select article_id, count(*) as copies from core.story group by article_id having count(*) > 1
