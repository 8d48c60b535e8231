-- event_id names one standing row of core.casualty_event.
select event_id, count(*) as copies
from core.casualty_event
where event_id in (select event_id from core.casualty_event where recorded_at >= $since) and superseded_at is null
group by event_id
having count(*) > 1
