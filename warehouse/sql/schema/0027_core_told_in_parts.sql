-- Counts for several places of which parts are incidents of their own, as the world could know it at an instant (UTC):
-- they are in no day's sum, and so in no other either.
create or replace macro core.told_in_parts(known) as table
with toll as (
    select * from core.incident_toll
    where is_counted and superseded_at is null and known_from <= known and known < known_until
)
select distinct several.incident_id
from toll as several
join toll as part
    on part.country_code is not distinct from several.country_code
    and part.governorate_code = several.governorate_code
    and part.event_date = several.event_date
    and core.is_part_of(part.kind, part.place_keys, several.place_keys)
where several.kind = 'multi_place'
