-- The rows that stand so far, by their places: the key is read once, and the rest goes by row.
create or replace temp table standing as
select rowid as standing_row, {key} from {table} semi join touched using ({scope}) where superseded_at is null
