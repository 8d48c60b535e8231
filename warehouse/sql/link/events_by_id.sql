-- Events as the linking sees them, beside what their own claims say of text, source and time already.
with group_of as (
    select event_id, list(distinct victim_group order by victim_group) as groups
    from core.event_victim
    where superseded_at is null and event_id in (select event_id from claimed)
    group by event_id
),
whole as (
    select version_id, count(*) as whole_count
    from core.claim
    where superseded_at is null and alternative_ordinal = 0
        and version_id in (select version_id from claimed)
        and scope = 'incident' and not retold and circumstance not in ('died_of_wounds', 'recovered')
    group by version_id
),
final as (
    select
        event.event_id,
        event.scope, event.country_code, event.governorate_code, event.event_date, event.date_precision,
        event.date_basis, event.period_start, event.period_end, event.place, event.place_key, event.places,
        event.place_keys, event.place_id, event.place_precision, event.admin2_code, event.admin3_code,
        event.latitude, event.longitude, event.actor, event.actor_basis, event.weapon, event.target, event.circumstance, event.retold,
        coalesce(whole.whole_count, 0) = 1 and event.scope = 'incident' as is_only_whole,
        coalesce(group_of.groups, []) as groups
    from core.standing_event as event
    left join whole on whole.version_id = event.version_id
    left join group_of on group_of.event_id = event.event_id
    where event.event_id in (select event_id from claimed)
)
select * from final order by event_id
