-- article_id names one row of core.article.
select article_id, count(*) as copies from core.article group by article_id having count(*) > 1
