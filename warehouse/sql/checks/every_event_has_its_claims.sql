-- A standing event makes a claim of its own.
with changed as (
    select event_id from core.casualty_event where recorded_at >= $since
    union
    select event_id from core.claim where superseded_at >= $since
),
unclaimed as materialized (
    select event_id from changed
    where event_id not in (
        select event_id from core.claim
        where superseded_at is null and alternative_ordinal = 0 and recorded_at >= $since
    )
)
select event_id from core.standing_event
where event_id in (select event_id from unclaimed)
    and event_id not in (
        select event_id from core.claim
        where superseded_at is null and alternative_ordinal = 0 and event_id in (select event_id from unclaimed)
    )
