-- Rows whose key comes again with other values; the new ones take their place.
with same as (
    select * exclude (recorded_at) from incoming
    intersect
    select * exclude (recorded_at) from {table} semi join incoming using ({key})
)
delete from {table}
where exists (select 1 from incoming where {same_key})
    and not exists (select 1 from same as incoming where {same_key})
