-- What one decision, made or undone at an instant, did to incidents.
select incident_id, change, other_incident_id, killed_best_before, killed_best_after, event_date_before, event_date_after
from core.incident_change
where run_id = $correction_id and recorded_at = $at
order by incident_id
