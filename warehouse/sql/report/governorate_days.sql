-- The days on which a governorate had any killed.
select governorate_code, event_date, killed_low, killed_best, killed_high
from report_day
where event_date is not null and governorate_code is not null and killed_high > 0
order by governorate_code, event_date
