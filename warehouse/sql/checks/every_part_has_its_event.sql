-- A group, span or alternative belongs to an event.
with part as (
    select event_id, 'core.event_victim' as table_name from core.event_victim where superseded_at is null
    union all
    select event_id, 'core.event_span' as table_name from core.event_span where superseded_at is null
    union all
    select event_id, 'core.event_alternative' as table_name from core.event_alternative where superseded_at is null
),
final as (
    select part.event_id, part.table_name
    from part
    anti join core.casualty_event as event on event.event_id = part.event_id and event.superseded_at is null
)
select * from final
