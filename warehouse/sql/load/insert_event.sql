insert into core.casualty_event by name
select * from incoming_event as incoming
where not exists (
    select 1 from core.casualty_event as held
    where held.superseded_at is null and held.event_id = incoming.event_id
)
returning event_id
