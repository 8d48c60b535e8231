-- A group, span or alternative belongs to an event.
with changed as (
    select event_id from core.casualty_event where superseded_at >= $since
    union all
    select event_id from core.event_victim where recorded_at >= $since
    union all
    select event_id from core.event_span where recorded_at >= $since
    union all
    select event_id from core.event_alternative where recorded_at >= $since
),
part as (
    select event_id, 'core.event_victim' as table_name from core.event_victim
    where superseded_at is null and event_id in (select event_id from changed)
    union all
    select event_id, 'core.event_span' as table_name from core.event_span
    where superseded_at is null and event_id in (select event_id from changed)
    union all
    select event_id, 'core.event_alternative' as table_name from core.event_alternative
    where superseded_at is null and event_id in (select event_id from changed)
),
final as (
    select part.event_id, part.table_name
    from part
    anti join core.casualty_event as event on event.event_id = part.event_id and event.superseded_at is null
)
select * from final
