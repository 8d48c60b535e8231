-- The events whose claims this load made, changed or ended.
select distinct event_id
from core.claim
where recorded_at = $recorded_at or superseded_at = $recorded_at
