-- The claims that are exported: all of an instant; or of some days those of their incidents, and those of no incident
-- whose own day or window lies in them, or that were told in them and know neither.
create or replace temp table export_claim as
select claim.claim_id
from core.claim as claim
left join core.incident_claim as link on link.claim_id = claim.claim_id and link.superseded_at is null
where claim.superseded_at is null
    and claim.known_at <= $known
    and (
        $is_whole
        or link.incident_id in (select incident_id from export_incident)
        or (link.incident_id is null or link.incident_id not in (select incident_id from mart.incident))
            and coalesce(claim.event_date, claim.period_start, claim.known_at::date) <= $last_day
            and coalesce(claim.event_date, claim.period_end, claim.period_start, claim.known_at::date) >= $first_day
    )
