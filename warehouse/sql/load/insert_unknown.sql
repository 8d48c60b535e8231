insert into {table} by name
select * from incoming where not exists (select 1 from {table} where {same_key})
