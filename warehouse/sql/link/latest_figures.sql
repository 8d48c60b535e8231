select
    incident_id, killed_low, killed_best, killed_high, injured_best, missing_best, event_date, is_counted
from core.incident_toll
where superseded_at is null and known_until = $forever and incident_id in (select incident_id from wanted_incident)
