select author, made_at, correction_id, value from core.correction
where kind = 'change' and undone_at is null and event_id = $event_id and column_name = $column_name
