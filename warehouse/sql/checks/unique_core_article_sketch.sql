-- version_id names one row of core.article_sketch.
select version_id, count(*) as copies from core.article_sketch group by version_id having count(*) > 1
