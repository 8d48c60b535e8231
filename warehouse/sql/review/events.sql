-- The events of incidents in the order in which their claims are listed.
select link.incident_id, link.event_id
from core.incident_claim as link
join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
where link.superseded_at is null and link.incident_id in (select unnest($incidents::varchar[]))
group by link.incident_id, link.event_id
order by link.incident_id, min(claim.known_at), link.event_id
