-- When a decision was made, or taken back.
select max(coalesce(undone_at, made_at)) as at from core.correction where correction_id = $correction_id
having count(*) > 0
