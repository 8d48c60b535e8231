-- The hashes by which the texts of this load can be found: LSH bands and whole sentences alike. Most texts came with
-- their articles; only those of older ones are looked up among all.
create or replace temp table new_band as
with new_sketch as materialized (
    select version_id, article_id, bands || sentences as hashes
    from core.article_sketch
    where recorded_at = $recorded_at
),
new_article as materialized (
    select article_id, published_date from core.article where recorded_at = $recorded_at
),
old_article as (
    select article_id, published_date
    from core.article
    where article_id in (select article_id from new_sketch anti join new_article using (article_id))
),
new_version as materialized (
    select version_id, known_at from core.article_version where recorded_at = $recorded_at
),
old_version as (
    select version_id, known_at
    from core.article_version
    where version_id in (select version_id from new_sketch anti join new_version using (version_id))
),
final as (
    select distinct
        unnest(new_sketch.hashes) as band_hash,
        new_sketch.version_id,
        coalesce(article.published_date, version.known_at::date) as published_date,
        $recorded_at::timestamp as recorded_at
    from new_sketch
    join (from new_article union all from old_article) as article using (article_id)
    join (from new_version union all from old_version) as version using (version_id)
)
select * from final
