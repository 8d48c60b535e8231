-- What deserves an analyst's look, reviewed or not: one row an incident and reason, a pair of incidents, or a name of a
-- place. People are weighed as the codebook says: those killed or missing wholly, others in part.
create or replace view core.review_item as
with latest as (
    select
        incident.incident_id,
        incident.state,
        incident.place_keys,
        incident.place_key,
        incident.place,
        incident.place_precision,
        incident.latitude,
        incident.longitude,
        incident.is_contested,
        incident.urls,
        incident.first_known_at,
        incident.last_known_at,
        toll.is_counted,
        toll.country_code,
        toll.governorate_code,
        toll.event_date,
        toll.killed_low, toll.killed_best, toll.killed_high,
        toll.injured_best,
        toll.casualties_best,
        toll.claim_count,
        toll.source_count,
        coalesce(toll.killed_best, 0) + coalesce(toll.missing_best, 0) + 0.5 * coalesce(toll.casualties_best, 0)
            + 0.2 * coalesce(toll.injured_best, 0) + 0.1 * coalesce(toll.detained_best, 0) as people
    from core.incident as incident
    join core.incident_toll as toll
        on toll.incident_id = incident.incident_id
        and toll.superseded_at is null
        and toll.known_until >= '9999-12-31'::timestamp
    where incident.closed_at is null
),
counted as (
    select * from latest where is_counted
),
-- Joined with less than a point to spare.
weak as (
    select link.incident_id, min(link.link_score) as score
    from core.incident_claim as link
    join meta.linking_weight as threshold
        on threshold.weight_name = 'link' and link.link_score < threshold.weight + 1
    where link.superseded_at is null
    group by link.incident_id
),
step as (
    select
        incident_id,
        killed_best as after,
        lag(killed_best) over (partition by incident_id order by known_from) as before
    from core.incident_toll
    where superseded_at is null and is_counted and killed_best is not null
),
jump as (
    select incident_id, arg_max(before, abs(after - before)) as before, arg_max(after, abs(after - before)) as after
    from step
    where abs(after - before) >= 10 and greatest(after, before) >= 2 * least(after, before)
    group by incident_id
),
background as (
    select link.incident_id, max(claim.killed_low) as killed
    from latest
    join core.incident_claim as link on link.incident_id = latest.incident_id and link.superseded_at is null
    join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
    where not latest.is_counted
    group by link.incident_id
),
-- One happening told as two: of one governorate, on one day or two in a row, at one place; or with nearly one toll where
-- a place is open; or with the same dead and injured. Two that one text tells apart are two.
many as (
    select
        incident_id, country_code, governorate_code, event_date, killed_best, injured_best, place_key, place_keys,
        place_key is null or place_precision >= 3 as is_vague,
        unnest([event_date, event_date + 1]) as near_date
    from counted
    where killed_best >= 3 and event_date is not null and governorate_code is not null
),
named as (
    select incident_id, governorate_code, event_date, near_date, place_key from many where place_key is not null
    union all
    select incident_id, governorate_code, event_date, near_date, unnest(place_keys) from many where len(place_keys) > 0
),
likely as (
    select one.incident_id, other.incident_id as other_incident_id
    from named as one
    join named as other
        on other.place_key = one.place_key
        and other.event_date = one.near_date
        and other.governorate_code = one.governorate_code
    where other.near_date = other.event_date
    union all
    select one.incident_id, other.incident_id
    from many as one
    join many as other
        on other.killed_best = one.killed_best
        and other.injured_best = one.injured_best
        and other.event_date = one.near_date
        and other.governorate_code = one.governorate_code
    where other.near_date = other.event_date and one.killed_best >= 5
    union all
    select vague.incident_id, other.incident_id
    from many as vague
    join many as other
        on other.event_date = vague.near_date
        and other.governorate_code = vague.governorate_code
        and abs(other.killed_best - vague.killed_best) <= 0.2 * vague.killed_best
    where other.near_date = other.event_date and vague.is_vague
    union all
    select one.incident_id, vague.incident_id
    from many as vague
    join many as one
        on one.near_date = vague.event_date
        and one.governorate_code = vague.governorate_code
        and abs(one.killed_best - vague.killed_best) <= 0.2 * vague.killed_best
    where vague.near_date = vague.event_date and vague.is_vague
),
pair as (
    select distinct incident_id, other_incident_id from likely where incident_id <> other_incident_id
),
twin as (
    select
        one.incident_id, other.incident_id as other_incident_id,
        one.state || '-' || other.state as state,
        one.country_code, one.governorate_code, one.event_date,
        coalesce(one.place, other.place) as place,
        one.killed_low, one.killed_best, one.killed_high, one.injured_best,
        one.claim_count + other.claim_count as claim_count,
        greatest(one.source_count, other.source_count) as source_count,
        least(one.first_known_at, other.first_known_at) as first_known_at,
        greatest(one.last_known_at, other.last_known_at) as last_known_at,
        least(one.people, other.people) as people,
        concat(
            one.killed_best, ' and ', other.killed_best, ' killed, ',
            case other.event_date - one.event_date when 0 then 'one day' else 'a day apart' end, ', ',
            coalesce(one.place, 'no place'), ' and ', coalesce(other.place, 'no place')
        ) as detail
    from pair
    join counted as one on one.incident_id = pair.incident_id
    join counted as other on other.incident_id = pair.other_incident_id
    where (other.event_date > one.event_date or other.incident_id > one.incident_id)
        and other.country_code is not distinct from one.country_code
        and not list_has_any(one.urls, other.urls)
),
lesson as (
    select
        learnt.name_key, learnt.governorate_code, learnt.name, learnt.status, learnt.article_count, learnt.source_count,
        coalesce(learnt.decision in ('approve', 'refuse'), false) as is_reviewed,
        coalesce(sum(claim.killed_low), 0) as killed,
        min(claim.known_at) as first_known_at,
        max(claim.known_at) as last_known_at
    from mart.learnt_place as learnt
    left join core.place_lesson as told
        on told.name_key = learnt.name_key and told.governorate_code = learnt.governorate_code
    left join core.claim as claim
        on claim.version_id = told.version_id and claim.superseded_at is null and claim.alternative_ordinal = 0
    group by all
),
single as (
    select incident_id, 'weak_link' as reason, people, killed_best, 'link score ' || round(score, 1) as detail
    from counted join weak using (incident_id)
    union all
    select incident_id, 'undated', people, killed_best, 'no day' from counted where event_date is null
    union all
    select incident_id, 'unplaced', people, killed_best, 'no governorate' from counted where governorate_code is null
    union all
    select
        incident_id, 'retold', people, killed_best,
        'first told ' || (first_known_at::date - event_date) || ' days after its day'
    from counted
    where first_known_at::date - event_date > 30
    union all
    select incident_id, 'retold', killed, killed, 'told only as background'
    from background
    union all
    select incident_id, 'jump', people, killed_best, 'killed ' || before || ' to ' || after
    from counted join jump using (incident_id)
    union all
    select incident_id, 'single_source', people, killed_best, 'one source' from counted where source_count = 1
    union all
    select incident_id, 'contested', people, killed_best, 'different parties are blamed'
    from counted where is_contested
),
item as (
    select
        single.reason, single.people, single.killed_best as stake, latest.incident_id,
        null::varchar as other_incident_id, null::varchar as name_key, latest.state, latest.country_code,
        latest.governorate_code, latest.event_date, latest.place, latest.killed_low, latest.killed_best,
        latest.killed_high, latest.injured_best, latest.claim_count, latest.source_count, latest.first_known_at,
        latest.last_known_at, single.detail, false as is_decided
    from single
    join latest using (incident_id)
    union all
    select
        'near_split', people, killed_best, incident_id, other_incident_id, null, state, country_code, governorate_code,
        event_date, place, killed_low, killed_best, killed_high, injured_best, claim_count, source_count,
        first_known_at, last_known_at, detail, false
    from twin
    union all
    select
        'learnt_place', greatest(killed, article_count), greatest(killed, article_count), null, null, name_key,
        's' || left(md5(concat_ws('|', name_key, governorate_code, status, article_count)), 10), null, governorate_code,
        null, name, null, null, null, null, article_count, source_count, first_known_at, last_known_at,
        status || ', ' || source_count || ' sources', is_reviewed
    from lesson
),
decided as (
    select distinct correction.kind, correction.state, home.incident_id, other.incident_id as other_incident_id
    from core.correction as correction
    join core.incident_claim as home on home.event_id = correction.event_id and home.superseded_at is null
    left join core.incident_claim as other
        on other.event_id = correction.other_event_id and other.superseded_at is null
    where correction.undone_at is null
),
-- A lone incident is a pair with itself.
settled as (
    select distinct
        least(incident_id, other_incident_id) as incident_id,
        greatest(incident_id, other_incident_id) as other_incident_id,
        case kind when 'accept' then state end as state
    from decided
    where kind = 'accept' or kind = 'split' and incident_id <> other_incident_id
),
status as (
    select
        incident_id,
        list(state) filter (kind = 'accept' and other_incident_id is null) as accepted_states,
        bool_or(kind <> 'accept') as is_corrected
    from decided
    group by incident_id
),
final as (
    select
        'q' || left(
            md5(
                concat_ws(
                    ':', item.reason, item.incident_id, item.other_incident_id, item.name_key,
                    if(item.name_key is null, null, item.governorate_code)
                )
            ),
            9
        ) as item_id,
        item.reason,
        round(item.people * reason.doubt, 1)::double as score,
        item.people::double as people,
        reason.doubt,
        item.* exclude (reason, people, stake, is_decided),
        item.is_decided or exists (
            select 1 from settled
            where settled.incident_id = least(item.incident_id, item.other_incident_id)
                and settled.other_incident_id is not distinct from greatest(item.incident_id, item.other_incident_id)
                and (settled.state is null or settled.state = item.state)
        ) as is_reviewed,
        case
            when not list_contains(status.accepted_states, split_part(item.state, '-', 1)) then 'outdated'
            when status.is_corrected then 'corrected'
            when status.accepted_states is not null then 'accepted'
            else 'none'
        end as review_status
    from item
    left join status on status.incident_id = item.incident_id
    join mart.review_reason as reason on reason.reason = item.reason and item.stake >= reason.least_people
)
select * from final
