-- An event's version and article are in the warehouse.
with event as materialized (
    select event_id, version_id, article_id from core.casualty_event where recorded_at >= $since
),
new_version as materialized (
    select version_id, article_id from core.article_version where recorded_at >= $since
),
old_version as (
    select version_id, article_id from core.article_version
    where version_id in (select version_id from event anti join new_version using (version_id))
),
new_article as materialized (
    select article_id from core.article where recorded_at >= $since
),
old_article as (
    select article_id from core.article
    where article_id in (select article_id from event anti join new_article using (article_id))
)
select event_id, version_id, article_id from event
where (version_id, article_id) not in (from new_version union all from old_version)
    or article_id not in (from new_article union all from old_article)
