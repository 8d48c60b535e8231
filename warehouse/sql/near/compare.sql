-- The candidates, verified on their shingles: those that share enough of both texts, or of the shorter one.
-- First by bits, since most share next to nothing: two texts share no more shingles than they share bits, beside those
-- that fell on a bit that the text had already. Then shingle by shingle, in a join: list_intersect takes twenty times
-- as long a pair.
with shingle as materialized (
    select rowid as sketch_row, unnest(shingles) as shingle
    from core.article_sketch
    where rowid in (select sketch_row from compared)
),
signature as materialized (
    select
        sketch_row,
        bitstring_agg((shingle % 1024)::integer, 0, 1023) as bits,
        count(*) as size,
        count(*) - bit_count(bitstring_agg((shingle % 1024)::integer, 0, 1023)) as doubled
    from shingle
    group by sketch_row
),
bounded as (
    select
        candidate.sketch_row,
        candidate.other_sketch_row,
        one.size as one_size,
        other.size as other_size,
        bit_count(one.bits & other.bits) + least(one.doubled, other.doubled) as most_shared
    from candidate
    join signature as one using (sketch_row)
    join signature as other on other.sketch_row = candidate.other_sketch_row
),
likely as materialized (
    select sketch_row, other_sketch_row, one_size, other_size
    from bounded
    where round(most_shared / greatest(one_size + other_size - most_shared, 1), 4) >= $least_jaccard
        or round(most_shared / least(one_size, other_size), 4) >= $least_containment
),
-- Fenced, or all shingles would be joined with all first: eight million rows for two hundred thousand.
mine as materialized (
    select likely.sketch_row, likely.other_sketch_row, shingle.shingle
    from likely
    join shingle using (sketch_row)
),
shared as (
    select mine.sketch_row, mine.other_sketch_row, count(*) as shared
    from mine
    join shingle as theirs on theirs.sketch_row = mine.other_sketch_row and theirs.shingle = mine.shingle
    group by mine.sketch_row, mine.other_sketch_row
),
alike as materialized (
    select
        sketch_row,
        other_sketch_row,
        round(shared / (one_size + other_size - shared), 4) as jaccard,
        round(shared / least(one_size, other_size), 4) as containment
    from shared
    join likely using (sketch_row, other_sketch_row)
),
named as materialized (
    select rowid as sketch_row, version_id, article_id
    from core.article_sketch
    where rowid in (select sketch_row from alike union all select other_sketch_row from alike)
),
final as (
    select
        one.version_id,
        other.version_id as other_version_id,
        one.article_id,
        other.article_id as other_article_id,
        alike.jaccard,
        alike.containment
    from alike
    join named as one using (sketch_row)
    join named as other on other.sketch_row = alike.other_sketch_row
    where alike.jaccard >= $least_jaccard or alike.containment >= $least_containment
)
select * from final order by version_id, other_version_id
