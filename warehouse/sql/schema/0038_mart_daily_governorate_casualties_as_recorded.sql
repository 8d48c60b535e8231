-- The daily table as this warehouse had it at an instant (UTC).
create or replace macro mart.daily_governorate_casualties_as_recorded(instant) as table
select *
from mart.daily_governorate_casualties_between(
    '0001-01-01'::date, '9999-12-31'::date, '9999-12-31'::timestamp, instant::timestamp
)
