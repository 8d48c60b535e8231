select kind, event_id, other_event_id
from core.correction
where kind in ('merge', 'split') and undone_at is null and event_id is not null and other_event_id is not null
