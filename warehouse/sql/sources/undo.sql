update core.source_decision
set undone_at = $undone_at, undone_by = $undone_by
where decision_id = $decision_id
