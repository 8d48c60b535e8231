insert into {table} by name
select * from incoming anti join held using ({key})
