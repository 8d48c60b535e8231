-- The events that share an incident so far with the given ones, and these themselves.
select distinct event_id, incident_id
from core.incident_claim
where superseded_at is null
    and incident_id in (
        select incident_id from core.incident_claim where superseded_at is null and event_id in (select event_id from wanted)
    )
