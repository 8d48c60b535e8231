-- Pairs of a new text and one that shares a hash with it within the window, each with its place in core.article_sketch.
-- A hash that hundreds of texts of the window share is a boilerplate sentence and finds nobody.
create or replace temp table candidate as
with held as materialized (
    select band_hash, version_id, published_date, recorded_at
    from core.article_band
    where band_hash in (select band_hash from new_band) and published_date between $first_day and $last_day
),
holders as (
    select band_hash, published_date, count(*) as holder_count from held group by band_hash, published_date
),
rare as (
    select new_band.band_hash, new_band.published_date
    from (select distinct band_hash, published_date from new_band) as new_band
    join holders using (band_hash)
    where abs(date_diff('day', holders.published_date, new_band.published_date)) <= $window_days
    group by new_band.band_hash, new_band.published_date
    having sum(holder_count) between 2 and $most_holders
),
pair as materialized (
    select distinct
        greatest(new_band.version_id, held.version_id) as version_id,
        least(new_band.version_id, held.version_id) as other_version_id,
        new_band.version_id as new_version_id,
        held.version_id as held_version_id,
        new_band.recorded_at as new_recorded_at,
        held.recorded_at as held_recorded_at
    from new_band
    join rare using (band_hash, published_date)
    join held using (band_hash)
    where held.version_id <> new_band.version_id
        and abs(date_diff('day', held.published_date, new_band.published_date)) <= $window_days
),
compared as materialized (
    select new_version_id as version_id, new_recorded_at as recorded_at from pair
    union
    select held_version_id as version_id, held_recorded_at as recorded_at from pair
),
-- A hash was stored with its sketch; by that instant the engine leaves out all that was stored at other times.
sketch as materialized (
    select sketch.rowid as sketch_row, sketch.version_id, sketch.article_id, sketch.algorithm
    from core.article_sketch as sketch
    join compared using (version_id, recorded_at)
),
-- Fenced, or the two sketches would be joined first, each with each of its algorithm.
with_one as materialized (
    select pair.version_id, pair.other_version_id, sketch.article_id, sketch.algorithm, sketch.sketch_row
    from (select distinct version_id, other_version_id from pair) as pair
    join sketch on sketch.version_id = pair.version_id
),
final as (
    select
        with_one.version_id,
        with_one.other_version_id,
        with_one.article_id,
        other.article_id as other_article_id,
        with_one.sketch_row,
        other.sketch_row as other_sketch_row
    from with_one
    join sketch as other on other.version_id = with_one.other_version_id and other.algorithm = with_one.algorithm
    where with_one.article_id <> other.article_id
)
select * from final
