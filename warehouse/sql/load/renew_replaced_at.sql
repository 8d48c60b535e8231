-- An article's version ends where its next one becomes known; only the newest counts. By row number, or the update
-- would read the texts of all versions.
with following as materialized (
    select
        rowid as version_row,
        replaced_at,
        lead(known_at) over (partition by article_id order by known_at, recorded_at, version_id) as next_known_at
    from core.article_version
    where article_id in (select article_id from renewed_article)
),
changed as materialized (
    select version_row, next_known_at from following where next_known_at is distinct from replaced_at
)
update core.article_version
set replaced_at = changed.next_known_at
from changed
where changed.version_row = article_version.rowid
returning article_version.version_id
