-- Sums: those of a day, which are rivals to its total, and those that stand beside the days: windows that cross
-- midnight, several days or governorates, running tolls.
create or replace view mart.period_claim as
select
    claim.claim_id,
    core.is_of_day(
        claim.scope, claim.governorate_code, claim.event_date, claim.period_start, claim.period_end, claim.circumstance
    ) as is_of_day,
    claim.source_key,
    claim.source_kind,
    claim.outlet_id,
    claim.article_id,
    claim.scope,
    claim.country_code,
    claim.governorate_code,
    claim.event_date,
    claim.period_start,
    claim.period_end,
    event.place,
    event.places,
    claim.killed_low, claim.killed_high, claim.killed_quantifier,
    claim.injured_low, claim.injured_high, claim.injured_quantifier,
    claim.casualties_low, claim.casualties_high, claim.casualties_quantifier,
    claim.known_at
from core.claim as claim
join core.standing_event as event on event.event_id = claim.event_id
left join core.incident_claim as link on link.claim_id = claim.claim_id and link.superseded_at is null
where claim.superseded_at is null
    and claim.replaced_at is null
    and claim.scope <> 'incident'
    and link.incident_id is null
