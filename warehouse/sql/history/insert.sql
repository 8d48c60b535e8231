insert into {table} by name
select * from fresh anti join unchanged using ({key})
