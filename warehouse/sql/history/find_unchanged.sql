-- The keys of standing rows that the fresh ones repeat, value for value.
create temp table unchanged as
select {key} from (
    select * exclude (recorded_at, superseded_at) from fresh
    intersect
    select * exclude (recorded_at, superseded_at) from {table} semi join touched using ({scope}) where superseded_at is null
)
