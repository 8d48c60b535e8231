select * from core.correction where correction_id = $correction_id
