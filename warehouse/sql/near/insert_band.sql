-- Hashes by which the new texts can be found: LSH bands and whole sentences alike.
insert into core.article_band by name
with new_sketch as (
    select version_id, article_id, bands || sentences as hashes
    from core.article_sketch
    where version_id in (select version_id from new_version)
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
