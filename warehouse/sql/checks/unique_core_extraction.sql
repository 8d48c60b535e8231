-- version_id names one row of core.extraction.
select version_id, count(*) as copies
from core.extraction
where version_id in (select version_id from core.extraction where recorded_at >= $since)
group by version_id
having count(*) > 1
