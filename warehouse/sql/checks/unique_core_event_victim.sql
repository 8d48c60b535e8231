-- event_id, ordinal names one standing row of core.event_victim.
select event_id, ordinal, count(*) as copies
from core.event_victim
where event_id in (select event_id from core.event_victim where recorded_at >= $since) and superseded_at is null
group by event_id, ordinal
having count(*) > 1
