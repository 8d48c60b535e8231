-- As rebind, for the other event of a merge, a split or an accepted pair.
with candidate as (
    select
        correction.other_version_id,
        correction.other_span_field,
        correction.other_span_start,
        correction.other_span_end,
        span.event_id,
        row_number() over (
            partition by
                correction.other_version_id, correction.other_span_field, correction.other_span_start, correction.other_span_end
            order by least(span.span_end, correction.other_span_end) - greatest(span.span_start, correction.other_span_start) desc,
                span.role in ('killed', 'injured', 'missing', 'detained', 'casualties') desc,
                span.event_id
        ) as place
    from (
        select distinct other_version_id, other_span_field, other_span_start, other_span_end
        from core.correction
        where other_version_id in (select version_id from reread_version)
    ) as correction
    join core.casualty_event as event
        on event.version_id = correction.other_version_id and event.superseded_at is null
    join core.event_span as span
        on span.event_id = event.event_id
        and span.superseded_at is null
        and span.field = correction.other_span_field
        and span.span_start < correction.other_span_end
        and span.span_end > correction.other_span_start
)
update core.correction
set other_event_id = (
    select candidate.event_id
    from candidate
    where place = 1
        and candidate.other_version_id = correction.other_version_id
        and candidate.other_span_field = correction.other_span_field
        and candidate.other_span_start = correction.other_span_start
        and candidate.other_span_end = correction.other_span_end
)
where other_version_id in (select version_id from reread_version) and other_span_field is not null
