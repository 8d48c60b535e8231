-- The events of an incident and what each tells, for a person to choose from.
select
    claim.event_id,
    concat_ws(
        ', ',
        claim.killed_low || case when claim.killed_high is null then '+' else '' end || ' killed',
        claim.injured_low || case when claim.injured_high is null then '+' else '' end || ' injured',
        coalesce(claim.claimant, claim.outlet_id),
        strftime(claim.known_at, '%Y-%m-%d %H:%M')
    ) as told
from core.incident_claim as link
join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
where link.superseded_at is null and link.incident_id = $incident_id and claim.alternative_ordinal = 0
order by claim.known_at, claim.event_id
