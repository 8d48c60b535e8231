delete from mart.daily_governorate_casualties
where coalesce(event_date, period_start) between $first_day and $last_day
    and ($days::date[] is null or list_contains($days::date[], coalesce(event_date, period_start)))
