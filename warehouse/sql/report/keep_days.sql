-- The days of the range, as held now, kept for the queries that follow.
create or replace temp table report_day as
from mart.daily_governorate_casualties
where coalesce(event_date, period_start) between $first_day and $last_day
