-- version_id names one row of core.article_version.
select version_id, count(*) as copies
from core.article_version
where version_id in (select version_id from core.article_version where recorded_at >= $since)
group by version_id
having count(*) > 1
