-- correction_id, column_name, other_event_id names one row of core.correction.
select correction_id, column_name, other_event_id, count(*) as copies from core.correction group by correction_id, column_name, other_event_id having count(*) > 1
