-- The incidents that a governorate's day counts at an instant; without a code those of no governorate.
select distinct incident_id
from core.incident_toll
where superseded_at is null
    and is_counted
    and known_from <= $known and $known < known_until
    and event_date = $day::date
    and governorate_code is not distinct from $governorate_code::varchar
order by incident_id
