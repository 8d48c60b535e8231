-- The words behind an incident's figures: each claim with the characters that witness its parts. Where the text was
-- purged, words and snippet are null; address, hash and offsets stay.
create or replace macro mart.evidence(incident) as table
with witness as (
    select claim.*, span.ordinal, span.role, span.field, span.span_start, span.span_end
    from mart.claim as claim
    left join core.event_span as span
        on span.event_id = claim.event_id
        and span.superseded_at is null
        and coalesce(span.alternative_ordinal, 0) = claim.alternative_ordinal
    where claim.incident_id = incident
),
body as (
    select version_id, title, text
    from core.article_version
    where version_id in (select version_id from witness)
),
final as (
    select
        witness.role,
        substring(
            case witness.field when 'title' then body.title else body.text end,
            witness.span_start + 1,
            witness.span_end - witness.span_start
        ) as words,
        witness.source_key,
        witness.killed_low, witness.killed_high, witness.killed_quantifier,
        witness.injured_low, witness.injured_high, witness.injured_quantifier,
        witness.claimant,
        witness.outlet_id,
        witness.known_at,
        witness.relation,
        witness.is_live,
        witness.url,
        witness.version_id,
        witness.field,
        witness.span_start,
        witness.span_end,
        substring(
            case witness.field when 'title' then body.title else body.text end,
            greatest(witness.span_start - 60, 0) + 1,
            witness.span_end + 60 - greatest(witness.span_start - 60, 0)
        ) as snippet,
        witness.claim_id,
        witness.incident_id
    from witness
    left join body on body.version_id = witness.version_id
    order by witness.known_at, witness.claim_id, witness.ordinal
)
select * from final
