-- version_id, other_version_id names one row of core.near_duplicate. A text that came with this load had none before.
with recent as materialized (
    select version_id, other_version_id from core.near_duplicate where recorded_at >= $since
),
new_version as materialized (
    select version_id from core.article_version where recorded_at >= $since
),
of_older as (
    select version_id from recent
    where version_id not in (from new_version) and other_version_id not in (from new_version)
)
select version_id, other_version_id, count(*) as copies
from (
    from recent
    union all
    select version_id, other_version_id
    from core.near_duplicate
    where recorded_at < $since and version_id in (from of_older)
)
group by version_id, other_version_id
having count(*) > 1
