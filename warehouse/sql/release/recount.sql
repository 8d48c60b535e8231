-- Days of a release whose figures this warehouse's history gives otherwise for the release's instants.
with recounted as (
    select * from mart.daily_governorate_casualties_between($first_day, $last_day, $known, $recorded)
),
published as (
    select * from meta.release_day where release_id = $release_id
)
select
    coalesce(published.governorate_code, recounted.governorate_code) as governorate_code,
    coalesce(published.event_date, recounted.event_date) as event_date,
    coalesce(published.period_start, recounted.period_start) as period_start,
    published.killed_best as killed_best_published,
    recounted.killed_best as killed_best_recounted
from published
full join recounted
    on recounted.country_code is not distinct from published.country_code
    and recounted.governorate_code is not distinct from published.governorate_code
    and recounted.event_date is not distinct from published.event_date
    and recounted.period_start is not distinct from published.period_start
    and recounted.period_end is not distinct from published.period_end
where core.day_figures(published) is distinct from core.day_figures(recounted)
order by 2, 3, 1
