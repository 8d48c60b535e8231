update {table}
set superseded_at = $recorded_at
where superseded_at is null and event_id in (select event_id from superseded_event)
