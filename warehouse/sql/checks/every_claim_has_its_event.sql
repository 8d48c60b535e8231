-- A standing claim is one of a standing event.
with changed as materialized (
    select claim_id, event_id from core.claim
    where superseded_at is null and recorded_at >= $since
    union
    select claim_id, event_id from core.claim
    where superseded_at is null and event_id in (select event_id from core.casualty_event where superseded_at >= $since)
)
select claim_id, event_id from changed
where event_id not in (select event_id from core.standing_event where event_id in (select event_id from changed))
