-- Incidents with the figures that the world could know at an instant, and the sources that had spoken by then; where,
-- by whom and with what as held now.
with source as (
    select
        link.incident_id,
        list(distinct source.public_key order by source.public_key) as sources,
        list(distinct claim.outlet_id order by claim.outlet_id) filter (claim.outlet_id is not null) as outlets,
        list(distinct article.url order by article.url) filter (article.url is not null) as urls,
        min(claim.known_at) as first_known_at,
        max(claim.known_at) as last_known_at
    from core.incident_claim as link
    join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
    join core.article as article using (article_id)
    join export_source as source using (source_key)
    where link.superseded_at is null and claim.known_at <= $known
    group by link.incident_id
)
select incident.* replace (
    toll.country_code as country_code, toll.governorate_code as governorate_code, governorate.name_en as governorate_name,
    toll.event_date as event_date, toll.date_precision as date_precision,
    toll.period_start as period_start, toll.period_end as period_end, toll.circumstance as circumstance,
    toll.killed_low as killed_low, toll.killed_best as killed_best, toll.killed_high as killed_high,
    toll.is_open as is_open,
    toll.injured_low as injured_low, toll.injured_best as injured_best, toll.injured_high as injured_high,
    toll.missing_low as missing_low, toll.missing_best as missing_best, toll.missing_high as missing_high,
    toll.detained_low as detained_low, toll.detained_best as detained_best, toll.detained_high as detained_high,
    toll.casualties_low as casualties_low, toll.casualties_best as casualties_best,
    toll.casualties_high as casualties_high,
    toll.killed_civilian as killed_civilian, toll.killed_presumed_civilian as killed_presumed_civilian,
    toll.killed_combatant as killed_combatant, toll.killed_unknown as killed_unknown,
    toll.killed_women as killed_women, toll.killed_children as killed_children,
    toll.killed_added as killed_added, toll.killed_enemy_claimed as killed_enemy_claimed,
    toll.killed_by_side as killed_by_side,
    toll.best_rule as best_rule, toll.best_claim_id as best_claim_id, toll.is_vague as is_vague,
    toll.claim_count as claim_count, toll.article_count as article_count, toll.source_count as source_count,
    least(incident.event_support, toll.source_count) as event_support,
    least(incident.attribution_support, toll.source_count) as attribution_support,
    source.sources as sources, source.outlets as outlets, source.urls as urls,
    source.first_known_at as first_known_at, source.last_known_at as last_known_at
)
from mart.incident as incident
join core.incident_toll as toll
    on toll.incident_id = incident.incident_id
    and toll.superseded_at is null
    and toll.known_from <= $known and $known < toll.known_until
    and toll.is_counted
join source on source.incident_id = incident.incident_id
left join core.governorate as governorate on governorate.governorate_code = toll.governorate_code
where incident.incident_id in (select incident_id from export_incident)
order by toll.event_date, incident.incident_id
