-- Events (by their own claims) that may tell of the same happening as one of the frontier: of the same country and
-- governorate and near in time; or of the same place, where a later death, a missing day or a reprint may bridge weeks;
-- or of one name, where one text leaves the governorate open; or of one text, where it tells later deaths.
with wanted_day as (
    select distinct country_code, governorate_code, unnest([event_date - 1, event_date, event_date + 1]) as event_date
    from frontier
    where event_date is not null
),
near_in_time as (
    select claim.event_id
    from core.claim as claim
    join wanted_day
        on wanted_day.event_date = claim.event_date
        and wanted_day.country_code is not distinct from claim.country_code
        and wanted_day.governorate_code is not distinct from claim.governorate_code
    where claim.superseded_at is null and claim.alternative_ordinal = 0
),
wanted_place as (
    select
        country_code, governorate_code, event_date, is_adding, story_id, unnest(place_keys) as place_key
    from frontier
),
-- What the ties below have in common, so that no more of the past is opened up by place.
reachable as (
    select
        event_id, country_code, governorate_code, event_date, story_id, place_key, place_keys,
        circumstance in ('died_of_wounds', 'recovered') as is_adding
    from core.claim
    where superseded_at is null and alternative_ordinal = 0
        and (
            event_date between $first_day::date - $addition_days::integer and $last_day::date + $addition_days::integer
            or event_date is null
            or story_id in (select story_id from frontier)
            or place_key in (select place_key from wanted_place where event_date is null)
            or len(place_keys) > 0 and exists (select 1 from frontier where event_date is null)
        )
),
named as (
    select * exclude (place_key, place_keys), unnest(list_append(place_keys, place_key)) as place_key from reachable
),
at_same_place as (
    select named.event_id
    from named
    join wanted_place
        on wanted_place.place_key = named.place_key
        and wanted_place.country_code is not distinct from named.country_code
        and wanted_place.governorate_code is not distinct from named.governorate_code
    where named.event_date is null
        or wanted_place.event_date is null
        or named.story_id = wanted_place.story_id
        or (
            (named.is_adding or wanted_place.is_adding)
            and abs(named.event_date - wanted_place.event_date) <= $addition_days
        )
),
of_open_governorate as (
    select named.event_id
    from named
    join wanted_place
        on wanted_place.place_key = named.place_key
        and wanted_place.country_code is not distinct from named.country_code
    where (named.governorate_code is null) <> (wanted_place.governorate_code is null)
        and abs(named.event_date - wanted_place.event_date) <= 1
),
of_one_text as (
    select claim.event_id
    from core.claim as claim
    join frontier using (version_id)
    where claim.superseded_at is null and claim.alternative_ordinal = 0
        and (frontier.is_adding or claim.circumstance in ('died_of_wounds', 'recovered'))
),
final as (
    select event_id from near_in_time
    union
    select event_id from of_open_governorate
    union
    select event_id from at_same_place
    union
    select event_id from of_one_text
)
select event_id from final order by event_id
