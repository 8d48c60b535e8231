-- Days of the range whose killed were others at `since` than they are now, the largest difference first.
with change as (
    select
        country_code,
        governorate_code,
        event_date,
        coalesce(arg_min(coalesce(killed_best_before, 0), recorded_at), 0) as killed_best_before,
        coalesce(arg_max(coalesce(killed_best_after, 0), recorded_at), 0) as killed_best_after
    from core.day_change
    where recorded_at > $since and event_date between $first_day and $last_day
    group by all
)
select
    change.*, governorate.name_ar, governorate.name_en, count(*) over () as all_count
from change
left join core.governorate as governorate using (governorate_code)
where killed_best_before <> killed_best_after
order by abs(killed_best_after - killed_best_before) desc, event_date desc, governorate_code
limit $most
