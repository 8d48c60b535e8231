-- A standing claim is one of a standing event.
select claim_id, event_id from core.claim
where superseded_at is null
    and event_id in (
        select event_id from core.claim where recorded_at >= $since
        union all
        select event_id from core.casualty_event where superseded_at >= $since
    )
    and event_id not in (select event_id from core.standing_event)
