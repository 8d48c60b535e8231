insert into {table} by name
select * from fresh where ({key}) not in (select ({key}) from unchanged)
