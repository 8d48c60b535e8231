-- The events of the incident that an event is in.
select distinct link.event_id
from core.incident_claim as link
where link.superseded_at is null
    and link.incident_id in (
        select incident_id from core.incident_claim where superseded_at is null and event_id = $event_id
    )
order by link.event_id
