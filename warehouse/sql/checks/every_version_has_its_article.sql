-- A text belongs to an article.
with of_older as materialized (
    select version_id, article_id from core.article_version
    where recorded_at >= $since
        and article_id not in (select article_id from core.article where recorded_at >= $since)
)
select version_id, article_id from of_older
where article_id not in (select article_id from core.article where article_id in (select article_id from of_older))
