-- How many outlets were alive on each day of a range; a day that is not here is not known.
select event_date, max(outlets_alive_count) as outlets_alive_count
from mart.daily_governorate_casualties
where event_date between $first_day::date and $last_day::date
group by event_date
