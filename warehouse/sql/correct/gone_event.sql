-- An event that no reading tells any more, and what its text tells now.
select
    gone.superseded_at,
    (
        select string_agg(event_id, ', ' order by ordinal)
        from core.casualty_event
        where version_id = gone.version_id and superseded_at is null
    ) as events
from core.casualty_event as gone
where gone.event_id = $event_id and gone.superseded_at is not null
order by gone.superseded_at desc
limit 1
