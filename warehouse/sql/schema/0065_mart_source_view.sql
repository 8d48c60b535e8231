-- What each claimant and each outlet told: how much, how alone, how far from best, how late, and what it took back.
-- Figures are of counted incidents as known now. An outlet has all claims of its articles, a claimant those that it
-- stands behind in whatever article; one word for many people (activists) is one row here.
create or replace view mart.source_view as
with incident as (
    select toll.incident_id, toll.killed_best, toll.source_count, incident.first_known_at, incident.outlets
    from core.incident_toll as toll
    join core.incident as incident on incident.incident_id = toll.incident_id and incident.closed_at is null
    where toll.superseded_at is null and toll.known_until >= '9999-12-31'::timestamp and toll.is_counted
),
told as (
    select
        claim.claim_id, claim.source_key, claim.claimant_id, claim.claimant, claim.outlet_id, claim.victim_side,
        claim.is_enemy_loss, claim.known_at, claim.killed_low, claim.killed_quantifier, claim.replaced_at,
        claim.alternative_ordinal, link.incident_id, link.relation
    from core.claim as claim
    left join core.incident_claim as link on link.claim_id = claim.claim_id and link.superseded_at is null
    where claim.superseded_at is null
),
voiced as (
    select
        'claimant' as role, coalesce(claimant_id, source_key) as source_id,
        if(claimant_id is null, claimant, null) as spoken_name, * exclude (claimant)
    from told
    where claimant_id is not null or starts_with(source_key, 'name:')
    union all
    select 'outlet', outlet_id, null, * exclude (claimant)
    from told
    where outlet_id is not null
),
-- Numbered counts of the whole, with what the same source said of the same incident before.
numbered as (
    select
        role, source_id, incident_id, killed_low, known_at,
        lag(killed_low) over word as killed_before,
        lead(known_at) over word is null as is_latest
    from voiced
    where incident_id is not null and killed_low is not null and killed_quantifier <> 'vague'
        and relation in ('whole', 'replaced')
    window word as (partition by role, source_id, incident_id order by known_at, alternative_ordinal, claim_id)
),
revised as (
    select
        role, source_id,
        count(*) filter (killed_low > killed_before) as revised_up_count,
        count(*) filter (killed_low < killed_before) as revised_down_count
    from numbered
    group by role, source_id
),
-- A row for each source and incident that it tells of.
spoken as (
    select role, source_id, incident_id, min(known_at) as known_at
    from voiced
    where incident_id is not null
    group by role, source_id, incident_id
),
share as (
    select
        spoken.role, spoken.source_id, incident.incident_id, incident.source_count, incident.killed_best,
        case spoken.role when 'claimant' then incident.source_count = 1 else len(incident.outlets) = 1 end as is_alone,
        epoch(spoken.known_at - incident.first_known_at) / 3600 as hours_behind
    from spoken
    join incident using (incident_id)
),
weighed as (
    select
        share.*,
        case
            when share.source_count > 1 and share.killed_best > 0 then numbered.killed_low / share.killed_best
        end as ratio
    from share
    left join numbered
        on numbered.role = share.role and numbered.source_id = share.source_id
        and numbered.incident_id = share.incident_id and numbered.is_latest
),
by_incident as (
    select
        role, source_id,
        count(*) as incident_count,
        count(*) filter (is_alone) as alone_count,
        count(ratio) as ratio_count,
        median(ratio) as ratio_to_best,
        quantile_cont(ratio, 0.25) as ratio_to_best_low,
        quantile_cont(ratio, 0.75) as ratio_to_best_high,
        count(*) filter (source_count > 1) as shared_count,
        count(*) filter (source_count > 1 and hours_behind = 0) as first_count,
        median(hours_behind) filter (source_count > 1) as hours_behind
    from weighed
    group by role, source_id
),
by_claim as (
    select
        role, source_id,
        any_value(spoken_name order by known_at, claim_id) as spoken_name,
        count(*) as claim_count,
        count(*) filter (is_enemy_loss) as enemy_claim_count,
        list(distinct victim_side order by victim_side) filter (victim_side is not null) as victim_sides,
        min(known_at) as first_known_at,
        max(known_at) as last_known_at
    from voiced
    group by role, source_id
),
final as (
    select
        by_claim.role,
        by_claim.source_id,
        coalesce(claimant.name, outlet.name, by_claim.spoken_name, by_claim.source_id) as name,
        case by_claim.role when 'claimant' then coalesce(claimant.kind, 'other') else coalesce(outlet.kind, 'media') end as kind,
        coalesce(claimant.side, outlet.side) as side,
        coalesce(by_claim.victim_sides, []) as victim_sides,
        by_claim.claim_count,
        by_claim.enemy_claim_count,
        coalesce(by_incident.incident_count, 0) as incident_count,
        by_incident.incident_count / nullif((select count(*) from incident), 0) as incident_share,
        by_incident.alone_count / by_incident.incident_count as alone_share,
        coalesce(by_incident.ratio_count, 0) as ratio_count,
        by_incident.ratio_to_best_low,
        by_incident.ratio_to_best,
        by_incident.ratio_to_best_high,
        by_incident.first_count / nullif(by_incident.shared_count, 0) as first_share,
        by_incident.hours_behind,
        coalesce(revised.revised_up_count, 0) as revised_up_count,
        coalesce(revised.revised_down_count, 0) as revised_down_count,
        by_claim.first_known_at,
        by_claim.last_known_at
    from by_claim
    left join by_incident using (role, source_id)
    left join revised using (role, source_id)
    left join core.claimant as claimant on by_claim.role = 'claimant' and claimant.claimant_id = by_claim.source_id
    left join core.outlet as outlet on by_claim.role = 'outlet' and outlet.outlet_id = by_claim.source_id
)
select * from final
