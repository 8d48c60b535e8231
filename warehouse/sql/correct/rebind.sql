-- A new reading may number a text's events anew: a correction follows the words that it was made of.
with candidate as (
    select
        correction.version_id,
        correction.span_field,
        correction.span_start,
        correction.span_end,
        span.event_id,
        row_number() over (
            partition by
                correction.version_id, correction.span_field, correction.span_start, correction.span_end
            order by least(span.span_end, correction.span_end) - greatest(span.span_start, correction.span_start) desc,
                span.role in ('killed', 'injured', 'missing', 'detained', 'casualties') desc,
                span.event_id
        ) as place
    from (
        select distinct version_id, span_field, span_start, span_end
        from core.correction
        where version_id in (select version_id from reread_version)
    ) as correction
    join core.casualty_event as event
        on event.version_id = correction.version_id and event.superseded_at is null
    join core.event_span as span
        on span.event_id = event.event_id
        and span.superseded_at is null
        and span.field = correction.span_field
        and span.span_start < correction.span_end
        and span.span_end > correction.span_start
)
update core.correction
set event_id = (
    select candidate.event_id
    from candidate
    where place = 1
        and candidate.version_id = correction.version_id
        and candidate.span_field = correction.span_field
        and candidate.span_start = correction.span_start
        and candidate.span_end = correction.span_end
)
where version_id in (select version_id from reread_version) and span_field is not null
