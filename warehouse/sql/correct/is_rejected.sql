select author, made_at, correction_id from core.correction
where kind = 'reject' and undone_at is null and event_id = $event_id
