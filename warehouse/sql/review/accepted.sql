-- Who accepted an incident, or two as two, in a state.
select correction.correction_id, correction.author, correction.made_at
from core.correction as correction
join core.incident_claim as home on home.event_id = correction.event_id and home.superseded_at is null
left join core.incident_claim as other on other.event_id = correction.other_event_id and other.superseded_at is null
where correction.undone_at is null
    and correction.kind = 'accept'
    and correction.state = $state
    and home.incident_id in ($incident_id, $other_incident_id)
    and (other.incident_id is null) = ($other_incident_id is null)
order by correction.made_at desc
limit 1
