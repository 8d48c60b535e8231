-- A text belongs to an article.
select version_id, article_id from core.article_version
where recorded_at >= $since
    and article_id not in (select article_id from core.article)
