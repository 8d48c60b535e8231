-- Events that did not change themselves: only who stands behind them may have.
select event_id, 'sources' as reason
from core.casualty_event
where superseded_at is null and event_id in (select event_id from wanted)
