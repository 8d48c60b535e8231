-- The texts of claims and where their words stand; none that concerns children or people in detention.
select
    claim.claim_id, claim.url, claim.version_id, version.title, version.text,
    list(
        {'field': span.field, 'start': span.span_start, 'end': span.span_end, 'role': span.role}
        order by span.field, span.span_start
    ) as spans
from mart.claim as claim
join core.article_version as version using (version_id)
join core.event_span as span
    on span.event_id = claim.event_id
    and span.superseded_at is null
    and (coalesce(span.alternative_ordinal, 0) = claim.alternative_ordinal
        or span.role not in ('killed', 'injured', 'missing', 'detained', 'casualties'))
where claim.claim_id in (select claim_id from export_claim)
    and claim.claim_id not in (select claim_id from core.delicate_claim)
group by all
order by claim.claim_id
