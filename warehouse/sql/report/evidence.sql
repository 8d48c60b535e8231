-- The claims of some incidents, each with the words that witness it: texts, offsets and what they witness.
with shown as (
    select link.incident_id, link.relation, link.is_live, claim.*
    from core.incident_claim as link
    join core.claim as claim using (claim_id)
    where link.superseded_at is null and claim.superseded_at is null
        and claim.known_at <= $known
        and link.incident_id in (select unnest($incident_ids::varchar[]))
),
span as (
    select
        shown.claim_id,
        list(
            {'field': span.field, 'start': span.span_start, 'end': span.span_end, 'role': span.role}
            order by span.field, span.span_start
        ) as spans
    from shown
    join core.event_span as span
        on span.event_id = shown.event_id
        and span.superseded_at is null
        and (coalesce(span.alternative_ordinal, 0) = shown.alternative_ordinal
            or span.role not in ('killed', 'injured', 'missing', 'detained', 'casualties'))
    group by shown.claim_id
)
select
    shown.incident_id, shown.claim_id, shown.version_id, shown.relation, shown.is_live, shown.known_at,
    shown.killed_low, shown.killed_high, shown.killed_quantifier,
    shown.injured_low, shown.injured_high, shown.injured_quantifier,
    shown.detained_low, shown.detained_high,
    shown.missing_low, shown.missing_high,
    shown.casualties_low, shown.casualties_high,
    shown.source_kind, shown.outlet_id, outlet.name as outlet_name, claimant.name as claimant_name,
    shown.claimant is not null as has_claimant,
    article.url, version.title, version.text, span.spans,
    shown.claim_id in (select claim_id from core.delicate_claim) as is_delicate
from shown
join core.article as article using (article_id)
join core.article_version as version using (version_id)
left join core.outlet as outlet on outlet.outlet_id = shown.outlet_id
left join core.claimant as claimant using (claimant_id)
left join span using (claim_id)
order by shown.incident_id, shown.is_live desc, shown.known_at, shown.claim_id
