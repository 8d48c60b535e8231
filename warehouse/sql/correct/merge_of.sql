-- The last time that an incident was merged into another, and why.
select recorded_at, reason, other_incident_id
from core.incident_change
where incident_id = $incident_id and change = 'merged'
order by recorded_at desc
limit 1
