insert into {table} by name
select * from incoming where event_id in (select event_id from added_event)
