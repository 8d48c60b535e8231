-- Decisions that say the opposite of a pair of events.
select correction_id, author, made_at from core.correction
where undone_at is null and kind = $kind
    and least(event_id, other_event_id) = least($event_id::varchar, $other_event_id::varchar)
    and greatest(event_id, other_event_id) = greatest($event_id::varchar, $other_event_id::varchar)
