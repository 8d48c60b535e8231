-- What the days said before they are made again.
create or replace temp table earlier_day as
select * from mart.daily_governorate_casualties
where coalesce(event_date, period_start) between $first_day and $last_day
    and ($days::date[] is null or list_contains($days::date[], coalesce(event_date, period_start)))
