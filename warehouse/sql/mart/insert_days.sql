insert into mart.daily_governorate_casualties by name
select *
from mart.daily_governorate_casualties_between(
    $first_day, $last_day, '9999-12-31'::timestamp, '9999-12-31'::timestamp, only_days := $days::date[]
)
