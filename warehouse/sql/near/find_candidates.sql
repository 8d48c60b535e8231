-- Pairs of a new text and one that shares a hash with it within the window, as their places in core.article_sketch.
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
-- Texts go by numbers from here on: half a million pairs of their names took 0.4 GB. The later name has the higher one.
text as materialized (
    select version_id, recorded_at, row_number() over (order by version_id) as text_number
    from (select distinct version_id, recorded_at from held)
),
-- Numbered before they are paired: each is paired with dozens.
new_text as materialized (
    select band_hash, published_date, text_number from new_band join text using (version_id, recorded_at)
),
held_text as materialized (
    select band_hash, published_date, text_number from held join text using (version_id, recorded_at)
),
pair as materialized (
    select distinct
        greatest(new_text.text_number, held_text.text_number) as text_number,
        least(new_text.text_number, held_text.text_number) as other_text_number
    from new_text
    join rare using (band_hash, published_date)
    join held_text using (band_hash)
    where held_text.text_number <> new_text.text_number
        and abs(date_diff('day', held_text.published_date, new_text.published_date)) <= $window_days
),
compared as materialized (
    select version_id, recorded_at, text_number
    from text
    where text_number in (select text_number from pair union all select other_text_number from pair)
),
-- A hash was stored with its sketch; by that instant the engine leaves out all that was stored at other times.
sketch as materialized (
    select compared.text_number, sketch.rowid as sketch_row, sketch.article_id, sketch.algorithm
    from core.article_sketch as sketch
    join compared using (version_id, recorded_at)
),
-- Fenced, or the two sketches would be joined first, each with each of its algorithm.
with_one as materialized (
    select pair.other_text_number, sketch.article_id, sketch.algorithm, sketch.sketch_row
    from pair
    join sketch using (text_number)
),
final as (
    select with_one.sketch_row, other.sketch_row as other_sketch_row
    from with_one
    join sketch as other on other.text_number = with_one.other_text_number and other.algorithm = with_one.algorithm
    where with_one.article_id <> other.article_id
)
select * from final
