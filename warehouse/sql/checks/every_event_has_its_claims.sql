-- A standing event makes a claim of its own.
select event_id from core.standing_event
where event_id not in (select event_id from core.claim where superseded_at is null and alternative_ordinal = 0)
