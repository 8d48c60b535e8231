-- The days that are exported, as held now.
create or replace temp table export_day as
from mart.daily_governorate_casualties
where coalesce(event_date, period_start) between $first_day and $last_day
