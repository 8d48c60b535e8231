-- The days of the range, as the world could know them at an instant.
create or replace temp table report_day as
from mart.daily_governorate_casualties_between($first_day, $last_day, $known, '9999-12-31'::timestamp)
