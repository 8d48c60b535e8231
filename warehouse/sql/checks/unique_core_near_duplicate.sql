-- version_id, other_version_id names one row of core.near_duplicate.
select version_id, other_version_id, count(*) as copies
from core.near_duplicate
where version_id in (select version_id from core.near_duplicate where recorded_at >= $since)
group by version_id, other_version_id
having count(*) > 1
