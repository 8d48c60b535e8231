select state from core.incident where incident_id = $incident_id and closed_at is null
