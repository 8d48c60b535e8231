select count(*) from incoming where exists (select 1 from {table} where {same_key})
