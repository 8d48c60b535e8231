-- The keys of incoming rows that the table holds already, value for value.
create or replace temp table settled as
select {key} from (
    select * exclude (recorded_at) from incoming
    intersect
    select * exclude (recorded_at) from {table} where rowid in (select held_row from held)
)
