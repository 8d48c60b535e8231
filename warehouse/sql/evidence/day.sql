-- A governorate's day as the world could know it at an instant.
select *
from mart.daily_governorate_casualties_between($day::date, $day::date, $known, '9999-12-31'::timestamp)
where event_date = $day::date and governorate_code is not distinct from $governorate_code::varchar
order by country_code
