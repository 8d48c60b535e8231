-- Why an event is new: its text was read before, its article had another text before, or neither.
select
    event.event_id,
    case
        when exists (
            select 1 from core.casualty_event as earlier
            where earlier.version_id = event.version_id and earlier.superseded_at is not null
        ) then 'coder'
        when exists (
            select 1 from core.article_version as earlier
            where earlier.article_id = event.article_id and earlier.replaced_at = version.known_at
        ) then 'edit'
        else 'new report'
    end as reason
from core.casualty_event as event
join core.article_version as version using (version_id)
where event.superseded_at is null and event.event_id in (select event_id from wanted)
