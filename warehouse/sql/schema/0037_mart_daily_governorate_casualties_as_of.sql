-- The daily table as the world could know it at an instant (UTC), read with what this warehouse holds now.
create or replace macro mart.daily_governorate_casualties_as_of(instant) as table
select *
from mart.daily_governorate_casualties_between(
    '0001-01-01'::date, '9999-12-31'::date, instant::timestamp, '9999-12-31'::timestamp
)
