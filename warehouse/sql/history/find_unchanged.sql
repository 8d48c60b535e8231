-- The keys of standing rows that the fresh ones repeat, value for value.
create or replace temp table unchanged as
select {key} from (
    select * exclude (recorded_at, superseded_at) from fresh
    intersect
    select * exclude (recorded_at, superseded_at) from {table} where rowid in (select standing_row from standing)
)
