-- The rows whose keys come again: a table's keys are read once a load, and the rest goes by row.
create or replace temp table held as
select {key}, rowid as held_row from {table} semi join incoming using ({key})
