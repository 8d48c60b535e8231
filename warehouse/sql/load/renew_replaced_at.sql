-- An article's version ends where its next one becomes known; only the newest counts.
with following as (
    select
        version_id,
        lead(known_at) over (partition by article_id order by known_at, recorded_at, version_id) as next_known_at
    from core.article_version
    where article_id in (select article_id from core.article_version where version_id in (select version_id from new_version))
)
update core.article_version
set replaced_at = following.next_known_at
from following
where following.version_id = article_version.version_id
    and following.next_known_at is distinct from article_version.replaced_at
returning article_version.version_id
