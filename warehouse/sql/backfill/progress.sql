-- How far each source has come.
select
    source,
    source_place,
    outlet_id,
    min(source_date) as first_date,
    max(source_date) as last_date,
    count(*) filter (where status = 'done') as done_count,
    count(*) filter (where status <> 'done') as failed_count,
    sum(article_count)::bigint as article_count,
    sum(problem_count)::bigint as problem_count,
    max(recorded_at) as recorded_at
from meta.backfill_day
group by source, source_place, outlet_id
order by recorded_at desc, source, source_place, outlet_id
