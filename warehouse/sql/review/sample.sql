-- So many of the standing claims that belong to an incident or to a sum, each as likely as any other. A hash of claim
-- and seed puts them in order, so that the same seed draws the same ones.
with drawn as (
    select claim_id
    from core.claim
    where superseded_at is null and replaced_at is null and alternative_ordinal = 0
    order by md5(claim_id || ':' || $seed::varchar), claim_id
    limit $size
),
told as (
    select claim.*, governorate.name_en as governorate_name
    from mart.claim as claim
    left join core.governorate as governorate on governorate.governorate_code = claim.governorate_code
    where claim.claim_id in (select claim_id from drawn)
),
mark as (
    select
        told.claim_id,
        list(
            {field: span.field, span_start: span.span_start, span_end: span.span_end, role: span.role}
            order by span.ordinal
        ) as marks
    from told
    join core.event_span as span
        on span.event_id = told.event_id and span.superseded_at is null and span.alternative_ordinal is null
    group by told.claim_id
),
final as (
    select told.*, version.title, version.text, coalesce(mark.marks, []) as marks
    from told
    join core.article_version as version on version.version_id = told.version_id
    left join mark on mark.claim_id = told.claim_id
)
select * from final order by md5(claim_id || ':' || $seed::varchar), claim_id
