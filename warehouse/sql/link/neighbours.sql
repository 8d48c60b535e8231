-- Events (by their own claims) that may tell of the same happening: same country and governorate, and near in time, or of the same
-- place within the weeks in which the wounded die and bodies are found, or undated at the same place.
with near_in_time as (
    select event.event_id
    from core.claim as event
    join frontier
        on event.country_code is not distinct from frontier.country_code
        and event.governorate_code is not distinct from frontier.governorate_code
        and event.event_date between frontier.event_date - 1 and frontier.event_date + 1
    where event.superseded_at is null and event.alternative_ordinal = 0
),
at_same_place as (
    select event.event_id
    from core.claim as event
    join frontier
        on event.country_code is not distinct from frontier.country_code
        and event.governorate_code is not distinct from frontier.governorate_code
    where event.superseded_at is null and event.alternative_ordinal = 0
        and list_has_any(list_append(event.place_keys, event.place_key), frontier.place_keys)
        and (
            event.event_date is null
            or frontier.event_date is null
            or abs(event.event_date - frontier.event_date) <= $addition_days
        )
),
final as (
    select event_id from near_in_time
    union
    select event_id from at_same_place
)
select event_id from final order by event_id
