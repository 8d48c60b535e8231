-- A sketch, an extraction and a lesson are of a text that is in the warehouse.
with reading as (
    select version_id, 'core.article_sketch' as table_name from core.article_sketch where recorded_at >= $since
    union all
    select version_id, 'core.extraction' as table_name from core.extraction where recorded_at >= $since
    union all
    select version_id, 'core.place_lesson' as table_name from core.place_lesson where recorded_at >= $since
),
of_older as materialized (
    select * from reading
    where version_id not in (select version_id from core.article_version where recorded_at >= $since)
)
select version_id, table_name from of_older
where version_id not in (
    select version_id from core.article_version where version_id in (select version_id from of_older)
)
