-- version_id, other_version_id names one row of core.near_duplicate.
select version_id, other_version_id, count(*) as copies from core.near_duplicate group by version_id, other_version_id having count(*) > 1
