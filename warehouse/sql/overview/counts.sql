select
    (select count(*) from core.article) as articles,
    (select count(*) from core.article_version) as versions,
    (select count(*) from core.casualty_event where superseded_at is null) as events,
    (select count(*) from core.incident where closed_at is null) as incidents
