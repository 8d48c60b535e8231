-- Whether an incident is part of one count for several places: it is at one of them, or at several of them alone.
create or replace macro core.is_part_of(kind, place_keys, several_place_keys) as (
    case
        when kind = 'incident' then list_has_any(several_place_keys, place_keys)
        else len(place_keys) < len(several_place_keys) and list_has_all(several_place_keys, place_keys)
    end
)
