-- A period ends no sooner than it starts, and what holds from one instant holds until a later one.
select event_id as row_id, 'core.casualty_event' as table_name from core.casualty_event
where recorded_at >= $since and period_end < period_start
union all
select claim_id as row_id, 'core.claim' as table_name from core.claim
where recorded_at >= $since and period_end < period_start
union all
select incident_id as row_id, 'core.incident_toll' as table_name
from core.incident_toll
where superseded_at is null and recorded_at >= $since and (period_end < period_start or known_until <= known_from)
