-- The days on which a governorate had any killed.
select governorate_code, event_date, killed_low, killed_best, killed_high
from mart.daily_governorate_casualties
where event_date between $first_day and $last_day and governorate_code is not null and killed_high > 0
order by governorate_code, event_date
