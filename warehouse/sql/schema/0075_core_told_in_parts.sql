-- Counts for several places of which parts are incidents of their own, as the world could know it at an instant (UTC):
-- they are in no day's sum, and so in no other either. Of a range of days, where one is given: parts are of their day.
create or replace macro core.told_in_parts(known, first_day := null, last_day := null) as table
with toll as materialized (
    select * from core.incident_toll
    where is_counted and superseded_at is null and known_from <= known and known < known_until
        and event_date between coalesce(first_day::date, '0001-01-01'::date) and coalesce(last_day::date, '9999-12-31'::date)
),
several as materialized (
    select * from toll where kind = 'multi_place'
)
select distinct several.incident_id
from toll as part
join several
    on part.country_code is not distinct from several.country_code
    and part.governorate_code = several.governorate_code
    and part.event_date = several.event_date
    and core.is_part_of(part.kind, part.place_keys, several.place_keys)
