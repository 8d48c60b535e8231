-- The hashes by which the texts of this load can be found: LSH bands and whole sentences alike.
create or replace temp table new_band as
with new_sketch as (
    select version_id, article_id, bands || sentences as hashes
    from core.article_sketch
    where recorded_at = $recorded_at
),
final as (
    select distinct
        unnest(new_sketch.hashes) as band_hash,
        new_sketch.version_id,
        coalesce(article.published_date, version.known_at::date) as published_date
    from new_sketch
    join core.article as article using (article_id)
    join core.article_version as version using (version_id)
)
select * from final
