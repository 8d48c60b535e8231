-- A group, span or alternative belongs to an event.
with gone as materialized (
    select event_id from core.casualty_event where superseded_at >= $since
),
part as materialized (
    select event_id, 'core.event_victim' as table_name from core.event_victim
    where superseded_at is null and recorded_at >= $since
    union all
    select event_id, 'core.event_victim' as table_name from core.event_victim
    where superseded_at is null and event_id in (select event_id from gone)
    union all
    select event_id, 'core.event_span' as table_name from core.event_span
    where superseded_at is null and recorded_at >= $since
    union all
    select event_id, 'core.event_span' as table_name from core.event_span
    where superseded_at is null and event_id in (select event_id from gone)
    union all
    select event_id, 'core.event_alternative' as table_name from core.event_alternative
    where superseded_at is null and recorded_at >= $since
    union all
    select event_id, 'core.event_alternative' as table_name from core.event_alternative
    where superseded_at is null and event_id in (select event_id from gone)
),
of_older as materialized (
    select event_id, table_name from part
    where event_id not in (
        select event_id from core.casualty_event where superseded_at is null and recorded_at >= $since
    )
)
select event_id, table_name from of_older
where event_id not in (
    select event_id from core.casualty_event
    where superseded_at is null and event_id in (select event_id from of_older)
)
