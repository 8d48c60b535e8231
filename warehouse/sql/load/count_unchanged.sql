-- How many incoming rows the table holds already, value for value.
select count(*) from (
    select * exclude (recorded_at) from incoming
    intersect
    select * exclude (recorded_at) from {table} semi join incoming using ({key})
)
