-- A standing event makes a claim of its own.
select event_id from core.standing_event
where event_id in (
        select event_id from core.casualty_event where recorded_at >= $since
        union all
        select event_id from core.claim where superseded_at >= $since
    )
    and event_id not in (select event_id from core.claim where superseded_at is null and alternative_ordinal = 0)
