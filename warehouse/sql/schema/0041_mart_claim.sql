-- One row a claim for people, with the incident it belongs to and where its words stand.
create or replace view mart.claim as
select
    claim.claim_id,
    link.incident_id,
    link.relation,
    link.is_live,
    link.link_score,
    claim.claimant,
    claim.claimant_id,
    claim.source_key,
    claim.source_kind,
    claim.source_side,
    claim.outlet_id,
    article.url,
    claim.article_id,
    claim.version_id,
    claim.event_id,
    claim.alternative_ordinal,
    claim.scope,
    claim.country_code,
    claim.governorate_code,
    claim.event_date,
    claim.date_precision,
    event.date_basis,
    claim.period_start,
    claim.period_end,
    event.place,
    event.actor,
    event.weapon,
    event.target,
    claim.circumstance,
    claim.retold,
    claim.is_corrected,
    claim.is_enemy_loss,
    claim.killed_low, claim.killed_high, claim.killed_quantifier,
    claim.injured_low, claim.injured_high, claim.injured_quantifier,
    claim.missing_low, claim.missing_high, claim.missing_quantifier,
    claim.detained_low, claim.detained_high, claim.detained_quantifier,
    claim.casualties_low, claim.casualties_high, claim.casualties_quantifier,
    claim.killed_civilian, claim.killed_combatant, claim.killed_women, claim.killed_children,
    claim.known_at,
    claim.replaced_at,
    claim.recorded_at
from core.claim as claim
join core.standing_event as event on event.event_id = claim.event_id
join core.article as article on article.article_id = claim.article_id
left join core.incident_claim as link on link.claim_id = claim.claim_id and link.superseded_at is null
where claim.superseded_at is null
