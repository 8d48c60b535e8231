-- Every new text against those that share a hash with it within the window, verified on their shingles.
-- A hash that hundreds of texts share is a boilerplate sentence and finds nobody.
with new_band as (
    select band_hash, version_id, published_date
    from core.article_band
    where version_id in (select version_id from new_version)
),
rare as (
    select band_hash
    from core.article_band
    where band_hash in (select band_hash from new_band)
    group by band_hash
    having count(*) between 2 and $most_holders
),
pair as (
    select distinct
        greatest(new_band.version_id, held.version_id) as version_id,
        least(new_band.version_id, held.version_id) as other_version_id
    from new_band
    join rare using (band_hash)
    join core.article_band as held using (band_hash)
    where held.version_id <> new_band.version_id
        and abs(date_diff('day', held.published_date, new_band.published_date)) <= $window_days
),
measured as (
    select
        pair.version_id,
        pair.other_version_id,
        one.article_id,
        other.article_id as other_article_id,
        len(list_intersect(one.shingles, other.shingles)) as shared,
        len(one.shingles) as one_size,
        len(other.shingles) as other_size
    from pair
    join core.article_sketch as one on one.version_id = pair.version_id
    join core.article_sketch as other on other.version_id = pair.other_version_id
    where one.article_id <> other.article_id and one.algorithm = other.algorithm
),
final as (
    select
        version_id,
        other_version_id,
        article_id,
        other_article_id,
        round(shared / greatest(one_size + other_size - shared, 1), 4) as jaccard,
        round(shared / greatest(least(one_size, other_size), 1), 4) as containment
    from measured
)
select * from final
where jaccard >= $least_jaccard or containment >= $least_containment
order by version_id, other_version_id
