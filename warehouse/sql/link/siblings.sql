-- The events beside these in their texts, where a text tells later deaths: whose they are depends on all that it tells.
with text as (
    select distinct version_id from core.casualty_event where event_id in (select event_id from wanted)
),
told as (
    select event_id, version_id, circumstance
    from core.claim
    where superseded_at is null and alternative_ordinal = 0 and version_id in (select version_id from text)
),
final as (
    select event_id
    from told
    where version_id in (select version_id from told where circumstance in ('died_of_wounds', 'recovered'))
)
select event_id from final order by event_id
