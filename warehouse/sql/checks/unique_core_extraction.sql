-- version_id names one row of core.extraction. A text that came with this load had none before: another rule sees to it.
with recent as materialized (
    select version_id from core.extraction where recorded_at >= $since
),
of_older as (
    select version_id from recent
    where version_id not in (select version_id from core.article_version where recorded_at >= $since)
)
select version_id, count(*) as copies
from (
    from recent
    union all
    select version_id from core.extraction where recorded_at < $since and version_id in (from of_older)
)
group by version_id
having count(*) > 1
