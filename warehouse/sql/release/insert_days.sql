-- The days as they are published.
insert into meta.release_day by name
select
    $release_id as release_id, country_code, governorate_code, event_date, period_start, period_end,
    killed_low, killed_best, killed_high, injured_low, injured_best, injured_high, missing_best, detained_best,
    casualties_best, remains_best, custody_best
from export_day
