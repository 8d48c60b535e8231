-- The claims of a pack: those of its incidents, and the sums that sources give for its day.
create or replace temp table export_claim as
select claim.claim_id
from core.claim as claim
join core.incident_claim as link on link.claim_id = claim.claim_id and link.superseded_at is null
where claim.superseded_at is null
    and claim.known_at <= $known
    and link.incident_id in (select incident_id from export_incident)
union
select claim_id
from core.claim
where superseded_at is null
    and known_at <= $known
    and scope = 'aggregate'
    and event_date = $day::date
    and governorate_code is not distinct from $governorate_code::varchar
