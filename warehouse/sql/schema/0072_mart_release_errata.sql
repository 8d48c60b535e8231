-- What a published release says otherwise than this warehouse does now: incidents and days, before and after, and why.
create or replace view mart.release_errata as
with recursive release as (
    select *, last_day(month_start_date) as month_end_date from meta.release
),
-- Where a published incident that was merged away lives on.
heir as (
    select distinct published.incident_id as gone_id, incident.successor_id as incident_id
    from meta.release_incident as published
    join core.incident as incident using (incident_id)
    where incident.successor_id is not null
    union
    select heir.gone_id, incident.successor_id
    from heir
    join core.incident as incident using (incident_id)
    where incident.successor_id is not null
),
last_heir as (
    select heir.gone_id, heir.incident_id
    from heir
    join core.incident as incident using (incident_id)
    where incident.successor_id is null
),
standing as (
    select
        incident_id, country_code, governorate_code, event_date, period_start,
        killed_low, killed_best, killed_high, injured_low, injured_best, injured_high, missing_best, detained_best,
        casualties_best, place, place_key, list_sort(actor) as actor, weapon
    from mart.incident
    join (select incident_id, place_key from core.incident) using (incident_id)
),
held_incident as (
    select
        release.release_id, published.incident_id, last_heir.incident_id as other_incident_id,
        published as before, standing as after,
        case
            when standing.incident_id is not null then 'changed'
            when last_heir.incident_id is not null then 'merged'
            else 'deleted'
        end as change
    from release
    join meta.release_incident as published using (release_id)
    left join standing on standing.incident_id = published.incident_id
    left join last_heir on last_heir.gone_id = published.incident_id
    where standing.incident_id is null
        or (
            published.country_code, published.governorate_code, published.event_date, published.period_start,
            published.killed_low, published.killed_best, published.killed_high, published.injured_low,
            published.injured_best, published.injured_high, published.missing_best, published.detained_best,
            published.casualties_best, published.place_key, published.actor, published.weapon
        ) is distinct from (
            standing.country_code, standing.governorate_code, standing.event_date, standing.period_start,
            standing.killed_low, standing.killed_best, standing.killed_high, standing.injured_low,
            standing.injured_best, standing.injured_high, standing.missing_best, standing.detained_best,
            standing.casualties_best, standing.place_key, standing.actor, standing.weapon
        )
),
parent as (
    select split.incident_id, split.other_incident_id, split.recorded_at
    from core.incident_change as split
    where split.change = 'split'
),
new_incident as (
    select
        release.release_id, standing.incident_id, published_parent.incident_id as other_incident_id,
        null as before, standing as after,
        case when published_parent.incident_id is null then 'new' else 'split' end as change
    from release
    join standing
        on coalesce(standing.event_date, standing.period_start)
        between release.month_start_date and release.month_end_date
    left join meta.release_incident as published
        on published.release_id = release.release_id and published.incident_id = standing.incident_id
    left join parent on parent.incident_id = standing.incident_id and parent.recorded_at > release.released_at
    left join meta.release_incident as published_parent
        on published_parent.release_id = release.release_id
        and published_parent.incident_id = parent.other_incident_id
    where published.incident_id is null
),
moved_incident as (
    select
        release_id, change, incident_id, other_incident_id,
        before.country_code as country_before, after.country_code as country_after,
        before.governorate_code as governorate_code_before, after.governorate_code as governorate_code_after,
        before.event_date as event_date_before, after.event_date as event_date_after,
        coalesce(before.period_start, after.period_start) as period_start,
        if(before.place_key is distinct from after.place_key, before.place, null) as place_before,
        if(before.place_key is distinct from after.place_key, after.place, null) as place_after,
        before.actor as actor_before, after.actor as actor_after,
        before.weapon as weapon_before, after.weapon as weapon_after,
        before.killed_low as killed_low_before, after.killed_low as killed_low_after,
        before.killed_best as killed_best_before, after.killed_best as killed_best_after,
        before.killed_high as killed_high_before, after.killed_high as killed_high_after,
        before.injured_best as injured_best_before, after.injured_best as injured_best_after,
        before.missing_best as missing_best_before, after.missing_best as missing_best_after,
        before.detained_best as detained_best_before, after.detained_best as detained_best_after,
        before.casualties_best as casualties_best_before, after.casualties_best as casualties_best_after
    from held_incident
    union all by name
    select
        release_id, change, incident_id, other_incident_id,
        null as country_before, after.country_code as country_after,
        null as governorate_code_before, after.governorate_code as governorate_code_after,
        null as event_date_before, after.event_date as event_date_after,
        after.period_start as period_start,
        null as place_before, after.place as place_after,
        null as actor_before, after.actor as actor_after,
        null as weapon_before, after.weapon as weapon_after,
        null as killed_low_before, after.killed_low as killed_low_after,
        null as killed_best_before, after.killed_best as killed_best_after,
        null as killed_high_before, after.killed_high as killed_high_after,
        null as injured_best_before, after.injured_best as injured_best_after,
        null as missing_best_before, after.missing_best as missing_best_after,
        null as detained_best_before, after.detained_best as detained_best_after,
        null as casualties_best_before, after.casualties_best as casualties_best_after
    from new_incident
),
day_now as (
    select release.release_id, day.*
    from release
    join mart.daily_governorate_casualties as day
        on coalesce(day.event_date, day.period_start) between release.month_start_date and release.month_end_date
),
moved_day as (
    select
        coalesce(day_now.release_id, published.release_id) as release_id,
        coalesce(day_now.country_code, published.country_code) as country_code,
        coalesce(day_now.governorate_code, published.governorate_code) as governorate_code,
        coalesce(day_now.event_date, published.event_date) as event_date,
        coalesce(day_now.period_start, published.period_start) as period_start,
        coalesce(published.killed_low, 0) as killed_low_before, coalesce(day_now.killed_low, 0) as killed_low_after,
        coalesce(published.killed_best, 0) as killed_best_before, coalesce(day_now.killed_best, 0) as killed_best_after,
        coalesce(published.killed_high, 0) as killed_high_before, coalesce(day_now.killed_high, 0) as killed_high_after,
        coalesce(published.injured_best, 0) as injured_best_before,
        coalesce(day_now.injured_best, 0) as injured_best_after,
        coalesce(published.missing_best, 0) as missing_best_before, coalesce(day_now.missing_best, 0) as missing_best_after,
        coalesce(published.detained_best, 0) as detained_best_before, coalesce(day_now.detained_best, 0) as detained_best_after,
        coalesce(published.casualties_best, 0) as casualties_best_before, coalesce(day_now.casualties_best, 0) as casualties_best_after,
        coalesce(published.remains_best, 0) as remains_best_before, coalesce(day_now.remains_best, 0) as remains_best_after,
        coalesce(published.custody_best, 0) as custody_best_before, coalesce(day_now.custody_best, 0) as custody_best_after
    from meta.release_day as published
    full join day_now
        on day_now.release_id = published.release_id
        and day_now.country_code is not distinct from published.country_code
        and day_now.governorate_code is not distinct from published.governorate_code
        and day_now.event_date is not distinct from published.event_date
        and day_now.period_start is not distinct from published.period_start
        and day_now.period_end is not distinct from published.period_end
    where core.day_figures(day_now) is distinct from core.day_figures(published)
),
decided as (
    select distinct correction_id, unnest([made_at, undone_at]) as decided_at from core.correction
),
-- Events that were read since a release: where no figure moved, nothing else tells why a place, actor or weapon did.
read_since as (
    select
        release.release_id, event.event_id, event.recorded_at,
        case
            when version.recorded_at <= release.released_at then 'coder'
            when exists (
                select 1 from core.article_version as earlier
                where earlier.article_id = event.article_id and earlier.recorded_at <= release.released_at
            ) then 'edit'
            else 'new report'
        end as reason
    from release
    join core.casualty_event as event on event.recorded_at > release.released_at and event.superseded_at is null
    join core.article_version as version on version.version_id = event.version_id
),
-- What happened to those incidents since their release; a decision that moved no figure leaves no change but itself.
happening as (
    select moved.release_id, moved.incident_id, change.recorded_at, change.reason, change.run_id
    from moved_incident as moved
    join release using (release_id)
    join core.incident_change as change
        on change.incident_id = moved.incident_id and change.recorded_at > release.released_at
    union
    select moved.release_id, moved.incident_id, made.decided_at, 'analyst', correction.correction_id
    from moved_incident as moved
    join release using (release_id)
    join core.incident_claim as link on link.incident_id = moved.incident_id and link.superseded_at is null
    join core.correction as correction on link.event_id in (correction.event_id, correction.other_event_id)
    join decided as made on made.correction_id = correction.correction_id and made.decided_at > release.released_at
    union
    select moved.release_id, moved.incident_id, event.recorded_at, event.reason, null
    from moved_incident as moved
    join release using (release_id)
    join core.incident_claim as link on link.incident_id = moved.incident_id and link.superseded_at is null
    join read_since as event on event.release_id = moved.release_id and event.event_id = link.event_id
    where (moved.place_before, moved.actor_before, moved.weapon_before)
        is distinct from (moved.place_after, moved.actor_after, moved.weapon_after)
),
-- When incidents moved into, within or out of days since the first release.
touched as (
    select
        incident_id, country_code, governorate_code, event_date, period_start, unnest([recorded_at, superseded_at]) as moved_at
    from core.incident_toll
    where recorded_at > (select min(released_at) from release) or superseded_at > (select min(released_at) from release)
),
-- Through incidents, or, where none of them moved, through a sum of the whole day.
day_cause as (
    select
        moved.release_id, moved.country_code, moved.governorate_code, moved.event_date, moved.period_start,
        touched.moved_at as recorded_at, touched.incident_id,
        coalesce(change.reason, case when decided.correction_id is null then 'relinked' else 'analyst' end) as reason,
        coalesce(change.run_id, decided.correction_id) as run_id
    from moved_day as moved
    join release using (release_id)
    join touched
        on touched.moved_at > release.released_at
        and touched.country_code is not distinct from moved.country_code
        and touched.governorate_code is not distinct from moved.governorate_code
        and touched.event_date is not distinct from moved.event_date
        and (moved.event_date is not null or touched.period_start is not distinct from moved.period_start)
    left join core.incident_change as change
        on change.incident_id = touched.incident_id and change.recorded_at = touched.moved_at
    left join decided on decided.decided_at = touched.moved_at
    union all
    select
        moved.release_id, moved.country_code, moved.governorate_code, moved.event_date, moved.period_start,
        change.recorded_at, null, 'sum of the day', change.run_id
    from moved_day as moved
    join release using (release_id)
    join core.day_change as change
        on change.recorded_at > release.released_at
        and change.country_code is not distinct from moved.country_code
        and change.governorate_code is not distinct from moved.governorate_code
        and change.event_date is not distinct from moved.event_date
        and change.period_start is not distinct from moved.period_start
    where change.recorded_at not in (select moved_at from touched where moved_at is not null)
),
decision as (
    select distinct correction_id, author, reason, made_at, undone_at, undone_by from core.correction
),
incident_why as (
    select
        happening.release_id, happening.incident_id,
        list(distinct happening.reason order by happening.reason) as reasons,
        list(distinct decision.correction_id order by decision.correction_id)
            filter (decision.correction_id is not null) as correction_ids,
        list(distinct case when happening.recorded_at = decision.undone_at then undone_by else author end)
            filter (decision.correction_id is not null) as authors,
        min(happening.recorded_at) as first_changed_at,
        max(happening.recorded_at) as last_changed_at
    from happening
    left join decision on decision.correction_id = happening.run_id
    group by all
),
day_why as (
    select
        cause.release_id, cause.country_code, cause.governorate_code, cause.event_date, cause.period_start,
        list(distinct cause.reason order by cause.reason) as reasons,
        list(distinct cause.incident_id order by cause.incident_id) filter (cause.incident_id is not null)
            as incident_ids,
        list(distinct decision.correction_id order by decision.correction_id)
            filter (decision.correction_id is not null) as correction_ids,
        list(distinct case when cause.recorded_at = decision.undone_at then undone_by else author end)
            filter (decision.correction_id is not null) as authors,
        min(cause.recorded_at) as first_changed_at,
        max(cause.recorded_at) as last_changed_at
    from day_cause as cause
    left join decision on decision.correction_id = cause.run_id
    group by all
),
told as (
    select
        moved.release_id, 'incident' as kind, moved.change, moved.incident_id, moved.other_incident_id,
        coalesce(moved.country_before, moved.country_after) as country_code,
        coalesce(moved.governorate_code_before, moved.governorate_code_after) as governorate_code,
        coalesce(moved.event_date_before, moved.event_date_after) as event_date,
        moved.* exclude (release_id, change, incident_id, other_incident_id, country_before, country_after),
        why.* exclude (release_id, incident_id),
        [moved.incident_id] as incident_ids
    from moved_incident as moved
    left join incident_why as why
        on why.release_id = moved.release_id and why.incident_id = moved.incident_id
    union all by name
    select
        moved.release_id, 'day' as kind, 'changed' as change,
        moved.* exclude (release_id),
        moved.governorate_code as governorate_code_before, moved.governorate_code as governorate_code_after,
        moved.event_date as event_date_before, moved.event_date as event_date_after,
        why.* exclude (release_id, country_code, governorate_code, event_date, period_start)
    from moved_day as moved
    left join day_why as why
        on why.release_id = moved.release_id
        and why.country_code is not distinct from moved.country_code
        and why.governorate_code is not distinct from moved.governorate_code
        and why.event_date is not distinct from moved.event_date
        and why.period_start is not distinct from moved.period_start
),
final as (
    select
        told.release_id,
        release.month_start_date,
        told.kind,
        told.change,
        told.incident_id,
        told.other_incident_id,
        told.country_code,
        told.governorate_code,
        told.event_date,
        told.period_start,
        told.governorate_code_before,
        told.governorate_code_after,
        told.event_date_before,
        told.event_date_after,
        told.place_before,
        told.place_after,
        told.actor_before,
        told.actor_after,
        told.weapon_before,
        told.weapon_after,
        told.killed_low_before,
        told.killed_low_after,
        told.killed_best_before,
        told.killed_best_after,
        told.killed_high_before,
        told.killed_high_after,
        told.injured_best_before,
        told.injured_best_after,
        -- What the release held back, and what was loaded since without a change of its own, has no other cause.
        coalesce(told.reasons, [case when release.known_by is null then 'relinked' else 'embargo' end]) as reasons,
        coalesce(told.authors, []) as authors,
        coalesce(told.correction_ids, []) as correction_ids,
        coalesce(told.incident_ids, []) as incident_ids,
        coalesce(told.first_changed_at, release.released_at) as first_changed_at,
        coalesce(told.last_changed_at, release.released_at) as last_changed_at,
        coalesce(nullif(concat_ws(
            '; ',
            core.moved(
                'killed',
                nullif(concat_ws('/', told.killed_low_before, told.killed_best_before, told.killed_high_before), ''),
                nullif(concat_ws('/', told.killed_low_after, told.killed_best_after, told.killed_high_after), '')
            ),
            core.moved('injured', told.injured_best_before, told.injured_best_after),
            core.moved('missing', told.missing_best_before, told.missing_best_after),
            core.moved('detained', told.detained_best_before, told.detained_best_after),
            core.moved('injured or killed', told.casualties_best_before, told.casualties_best_after),
            core.moved('remains', told.remains_best_before, told.remains_best_after),
            core.moved('in custody', told.custody_best_before, told.custody_best_after),
            core.moved('day', told.event_date_before, told.event_date_after),
            core.moved('governorate', told.governorate_code_before, told.governorate_code_after),
            if(told.change = 'changed', core.moved('place', told.place_before, told.place_after), null),
            if(
                told.change = 'changed',
                core.moved('by', array_to_string(told.actor_before, ', '), array_to_string(told.actor_after, ', ')),
                null
            ),
            if(told.change = 'changed', core.moved('with', told.weapon_before, told.weapon_after), null)
        ), ''), 'lesser columns') as what
    from told
    join release using (release_id)
)
select * from final
