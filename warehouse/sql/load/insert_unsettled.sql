insert into {table} by name
select * from incoming anti join settled using ({key})
