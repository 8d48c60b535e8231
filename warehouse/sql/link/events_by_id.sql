-- Events as the linking sees them.
with group_of as (
    select event_id, list(distinct victim_group order by victim_group) as groups
    from core.event_victim
    where superseded_at is null and event_id in (select event_id from wanted)
    group by event_id
),
whole as (
    select version_id, count(*) as whole_count
    from core.standing_event
    where version_id in (select version_id from core.standing_event where event_id in (select event_id from wanted))
        and scope = 'incident' and not retold and circumstance not in ('died_of_wounds', 'recovered')
    group by version_id
),
final as (
    select
        event.event_id, event.version_id, event.article_id,
        coalesce(story.story_id, event.article_id) as story_id,
        article.outlet_id, article.url, version.known_at, version.replaced_at,
        event.scope, event.country_code, event.governorate_code, event.event_date, event.date_precision,
        event.date_basis, event.period_start, event.period_end, event.place, event.place_key, event.places,
        event.place_keys, event.place_id, event.place_precision, event.admin2_code, event.admin3_code,
        event.latitude, event.longitude, event.actor, event.actor_basis, event.weapon, event.target, event.circumstance, event.retold,
        coalesce(whole.whole_count, 0) = 1 and event.scope = 'incident' as is_only_whole,
        coalesce(group_of.groups, []) as groups
    from core.standing_event as event
    join core.article as article using (article_id)
    join core.article_version as version on version.version_id = event.version_id
    left join core.story as story on story.article_id = event.article_id
    left join whole on whole.version_id = event.version_id
    left join group_of on group_of.event_id = event.event_id
    where event.event_id in (select event_id from wanted)
)
select * from final order by known_at, event_id
