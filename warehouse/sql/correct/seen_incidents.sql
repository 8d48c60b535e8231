-- The incidents that hold none but the events that an analyst looked at, each with its first event and its state.
with home as (
    select link.incident_id, link.event_id, min(claim.known_at) as known_at
    from core.incident_claim as link
    join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
    where link.superseded_at is null
        and link.incident_id in (
            select incident_id
            from core.incident_claim
            where superseded_at is null and event_id in (select event_id from seen_event)
        )
    group by link.incident_id, link.event_id
)
select home.incident_id, incident.state, arg_min(home.event_id, (home.known_at, home.event_id)) as event_id
from home
join core.incident as incident on incident.incident_id = home.incident_id
group by home.incident_id, incident.state
having bool_and(home.event_id in (select event_id from seen_event))
order by home.incident_id
