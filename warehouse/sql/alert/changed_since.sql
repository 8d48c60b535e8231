select incident_id from core.incident where closed_at is null and changed_at >= $since order by incident_id
