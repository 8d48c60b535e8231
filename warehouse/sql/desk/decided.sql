-- When a decision was made, or taken back, and by whom that was.
select max(coalesce(undone_at, made_at)) as at, max(undone_by) as undone_by from core.correction
where correction_id = $correction_id having count(*) > 0
