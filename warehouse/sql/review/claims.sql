-- The claims of incidents, each with its text and the characters that witness its parts.
with told as (
    select * from mart.claim
    where incident_id in (select unnest($incidents::varchar[]))
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
        on span.event_id = told.event_id
        and span.superseded_at is null
        and (
            coalesce(span.alternative_ordinal, 0) = told.alternative_ordinal
            or span.alternative_ordinal is null
            and span.role not in ('killed', 'injured', 'missing', 'detained', 'casualties')
        )
    group by told.claim_id
),
final as (
    select told.*, version.title, version.text, coalesce(mark.marks, []) as marks
    from told
    join core.article_version as version on version.version_id = told.version_id
    left join mark on mark.claim_id = told.claim_id
)
select * from final order by list_position($incidents::varchar[], incident_id), known_at, event_id, alternative_ordinal
