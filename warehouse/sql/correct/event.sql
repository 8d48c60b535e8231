-- The event that an analyst speaks of, when its article was published, and the words by which a new reading finds it.
with anchor as (
    select event_id, field, span_start, span_end
    from core.event_span
    where superseded_at is null and event_id = $event_id and alternative_ordinal is null
    qualify row_number() over (
        order by role in ('killed', 'injured', 'missing', 'detained', 'casualties') desc, ordinal
    ) = 1
)
select event.*, article.published_date, anchor.field as span_field, anchor.span_start, anchor.span_end
from core.standing_event as event
join core.article as article using (article_id)
left join anchor using (event_id)
where event.event_id = $event_id
