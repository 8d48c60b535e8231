-- The days (of undated incidents: the first of their period) whose sums a run may have changed.
select distinct coalesce(event_date, period_start) as touched_day
from core.incident_toll
where recorded_at = $recorded_at or superseded_at = $recorded_at
order by touched_day
