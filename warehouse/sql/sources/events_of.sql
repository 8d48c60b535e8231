-- The events whose claims may have another source or kind of source, since these claimants, names or outlets changed.
with wanted_key as (
    select ' ' || unnest($keys::varchar[]) || ' ' as claimant_key
),
told as (
    select event_id, claimant_key from core.casualty_event where superseded_at is null and claimant_key is not null
    union all
    select event_id, claimant_key from core.event_alternative where superseded_at is null and claimant_key is not null
),
-- Spellings first: many events have one.
renamed as (
    select spelling.claimant_key
    from (select distinct claimant_key from told) as spelling
    where exists (
        select 1 from wanted_key where contains(' ' || spelling.claimant_key || ' ', wanted_key.claimant_key)
    )
),
final as (
    select event_id
    from core.claim
    where superseded_at is null
        and (claimant_id in (select unnest($sources::varchar[])) or source_key in (select unnest($sources::varchar[])))
    union
    select event_id from told where claimant_key in (select claimant_key from renamed)
)
select event_id from final order by event_id
