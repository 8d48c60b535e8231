-- version_id names one row of core.article_version.
select version_id, count(*) as copies from core.article_version group by version_id having count(*) > 1
