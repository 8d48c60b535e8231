-- Where the words of each claim stand: the text by its hash, the field, the characters and what they witness; no word.
select
    claim.claim_id, claim.incident_id, claim.event_id, claim.version_id, claim.url,
    span.field, span.span_start, span.span_end, span.role
from mart.claim as claim
join core.event_span as span
    on span.event_id = claim.event_id
    and span.superseded_at is null
    and (coalesce(span.alternative_ordinal, 0) = claim.alternative_ordinal
        or span.role not in ('killed', 'injured', 'missing', 'detained', 'casualties'))
where claim.claim_id in (select claim_id from export_claim)
order by claim.known_at, claim.claim_id, span.field, span.span_start, span.ordinal
