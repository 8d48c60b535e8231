update core.correction set undone_at = $undone_at, undone_by = $undone_by where correction_id = $correction_id
