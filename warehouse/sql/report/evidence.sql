-- The claims of some incidents, each with the words that witness it: texts, offsets and what they witness. Step by step
-- and by row, or the texts and claims of all that is stored would be read for those of a hundred incidents.
with link as materialized (
    select incident_id, claim_id, relation, is_live
    from core.incident_claim
    where superseded_at is null and incident_id in (select unnest($incident_ids::varchar[]))
),
claim as materialized (
    select *
    from core.claim
    where superseded_at is null and known_at <= $known and claim_id in (select claim_id from link)
),
shown as materialized (
    select link.incident_id, link.relation, link.is_live, claim.* from link join claim using (claim_id)
),
delicate as materialized (
    select claim_id from core.delicate_claim where claim_id in (select claim_id from link)
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
),
version_place as materialized (
    select rowid as version_row from core.article_version where version_id in (select version_id from claim)
),
version as materialized (
    select version_id, title, text
    from core.article_version
    where rowid in (select version_row from version_place)
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
    shown.claim_id in (select claim_id from delicate) as is_delicate
from shown
join core.article as article using (article_id)
join version using (version_id)
left join core.outlet as outlet on outlet.outlet_id = shown.outlet_id
left join core.claimant as claimant using (claimant_id)
left join span using (claim_id)
order by shown.incident_id, shown.is_live desc, shown.known_at, shown.claim_id
