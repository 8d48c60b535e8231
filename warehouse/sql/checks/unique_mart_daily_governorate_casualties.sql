-- A governorate has one row a day.
select country_code, governorate_code, event_date, period_start, period_end, count(*) as copies
from mart.daily_governorate_casualties
group by all having count(*) > 1
