-- What came of an attempt to deliver alerts.
update meta.alert
set
    destination = $destination,
    status = case when $error is null then 'told' else 'pending' end,
    try_count = try_count + 1,
    tried_at = $tried_at,
    told_at = case when $error is null then $tried_at end,
    error = $error
where list_contains($alert_ids, alert_id)
