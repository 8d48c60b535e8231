-- Events (by their own claims) that may tell of the same happening as one of the frontier: of the same country and
-- governorate and near in time; or of the same place, where a later death or a reprint may bridge days, and an undated
-- mention of the same toll a year; or of one name, where one text leaves the governorate open; or of one text, where it
-- tells later deaths. No more than can score as one: a place that is told of every day has thousands of others.
-- Written into each use, so that a use reads no more than its columns.
with claim as not materialized (
    select
        event_id, version_id, story_id, country_code, governorate_code, event_date, place_key, place_keys,
        circumstance in ('died_of_wounds', 'recovered') as is_adding
    from core.claim
    where superseded_at is null and alternative_ordinal = 0
),
wanted_day as materialized (
    select distinct country_code, governorate_code, unnest([event_date - 1, event_date, event_date + 1]) as event_date
    from frontier
    where event_date is not null
),
wanted_place as materialized (
    select
        country_code, governorate_code, event_date, is_adding, story_id, retold, known_at, killed,
        unnest(place_keys) as place_key
    from frontier
),
-- Bounded besides: the engine passes over what lies outside plain bounds, of which a join does not tell it.
of_day as materialized (
    select event_id, country_code, governorate_code, event_date, list_append(place_keys, place_key) as place_keys
    from claim
    where event_date between $first_day::date - 1 and $last_day::date + 1
        and event_date in (select event_date from wanted_day)
),
near_in_time as (
    select of_day.event_id
    from of_day
    join wanted_day
        on wanted_day.event_date = of_day.event_date
        and wanted_day.country_code is not distinct from of_day.country_code
        and wanted_day.governorate_code is not distinct from of_day.governorate_code
),
of_open_governorate as (
    select named.event_id
    from (select * exclude (place_keys), unnest(place_keys) as place_key from of_day) as named
    join wanted_place
        on wanted_place.place_key = named.place_key
        and wanted_place.country_code is not distinct from named.country_code
    where (named.governorate_code is null) <> (wanted_place.governorate_code is null)
        and abs(named.event_date - wanted_place.event_date) <= 1
),
-- What the ties of dated events below have in common, so that no more of the past is opened up by place.
bridging as materialized (
    select * from claim
    where event_date between $first_adding_day::date - $addition_days::integer and $last_adding_day::date
        or is_adding and event_date between $first_day::date and $last_day::date + $addition_days::integer
        or event_date between $first_day::date - $reprint_days::integer and $last_day::date + $reprint_days::integer
            and story_id in (select story_id from frontier)
),
at_same_place as (
    select named.event_id
    from (select * replace (unnest(list_append(place_keys, place_key)) as place_key) from bridging) as named
    join wanted_place
        on wanted_place.place_key = named.place_key
        and wanted_place.country_code is not distinct from named.country_code
        and wanted_place.governorate_code is not distinct from named.governorate_code
    where (named.story_id = wanted_place.story_id and abs(named.event_date - wanted_place.event_date) <= $reprint_days)
        or (
            (named.is_adding or wanted_place.is_adding)
            and abs(named.event_date - wanted_place.event_date) <= $addition_days
        )
),
wanted_toll as materialized (
    select country_code, governorate_code, event_date, retold, known_at, place_key, unnest(killed) as killed_low
    from wanted_place
),
-- Where an undated mention tells a toll again: there any day's event of that toll may be meant.
told_again as materialized (
    select distinct place_key from wanted_toll where event_date is null and retold
),
-- Counts first, then days and mentions: most of the past has a day and is told by none as past.
same_toll as materialized (
    select event_id, country_code, governorate_code, event_date, retold, known_at, place_key, place_keys, killed_low
    from core.claim
    where superseded_at is null
        and killed_quantifier <> 'vague'
        and killed_low in (select killed_low from wanted_toll)
        and (
            event_date is null
            or $any_undated and (retold or len(place_keys) > 0 or place_key in (select place_key from told_again))
        )
),
undated as (
    select named.event_id
    from (select * replace (unnest(list_append(place_keys, place_key)) as place_key) from same_toll) as named
    join wanted_toll
        on wanted_toll.place_key = named.place_key
        and wanted_toll.killed_low = named.killed_low
        and wanted_toll.country_code is not distinct from named.country_code
        and wanted_toll.governorate_code is not distinct from named.governorate_code
    where (named.event_date is null or wanted_toll.event_date is null)
        and (named.retold or wanted_toll.retold or (named.event_date is null and wanted_toll.event_date is null))
        and named.known_at between wanted_toll.known_at - to_days($retold_days::integer)
            and wanted_toll.known_at + to_days($retold_days::integer)
),
of_one_text as (
    select claim.event_id
    from claim
    join frontier using (version_id)
    where frontier.is_adding or claim.is_adding
),
final as (
    select event_id from near_in_time
    union
    select event_id from of_open_governorate
    union
    select event_id from at_same_place
    union
    select event_id from undated
    union
    select event_id from of_one_text
)
select event_id from final order by event_id
