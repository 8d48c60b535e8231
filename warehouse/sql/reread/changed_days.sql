-- What a run did to the days of governorates: those that it changed most, by killed.
select
    country_code,
    governorate_code,
    event_date,
    sum(killed_best_after - killed_best_before)::bigint as killed_best_change,
    sum(injured_best_after - injured_best_before)::bigint as injured_best_change,
    count(*) over () as day_count
from core.day_change
where run_id = $run_id
group by country_code, governorate_code, event_date
order by abs(killed_best_change) desc, abs(injured_best_change) desc, event_date, governorate_code
limit 10
