-- What one decision, made or undone at an instant, did to days.
select country_code, governorate_code, event_date, period_start, killed_best_before, killed_best_after
from core.day_change
where run_id = $correction_id and recorded_at = $at
order by event_date, governorate_code
