-- A standing claim is one of a standing event.
select claim_id, event_id from core.claim
where superseded_at is null
    and event_id not in (select event_id from core.standing_event)
