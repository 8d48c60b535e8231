-- A registry comes whole: what it no longer lists goes.
delete from {table} where not exists (select 1 from incoming where {same_key})
