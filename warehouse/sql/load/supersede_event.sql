-- Events of the versions just extracted that the coder no longer tells in the same words and counts.
update core.casualty_event
set superseded_at = $recorded_at
where superseded_at is null
    and version_id in (select version_id from incoming_extraction)
    and not exists (
        select 1 from incoming_event as incoming
        where incoming.event_id = casualty_event.event_id and incoming.content_hash = casualty_event.content_hash
    )
returning event_id
