-- Our killed by governorate and month within a range; a sum of which no day is known stands in a row of its own.
select
    country_code,
    governorate_code,
    date_trunc('month', coalesce(event_date, period_start))::date as month_start_date,
    event_date is null as is_undated,
    coalesce(sum(killed_low), 0)::bigint as killed_low,
    coalesce(sum(killed_best), 0)::bigint as killed_best,
    coalesce(sum(killed_high), 0)::bigint as killed_high,
    coalesce(sum(killed_civilian), 0)::bigint as killed_civilian,
    coalesce(sum(killed_unitemised), 0)::bigint as killed_unitemised,
    sum(incident_count)::bigint as incident_count,
    count(distinct event_date) filter (outlets_alive_count > 0) as known_day_count
from mart.daily_governorate_casualties
where country_code in (select unnest($countries::varchar[]))
    and coalesce(event_date, period_start) between $first_day::date and $last_day::date
    and coalesce(event_date, period_end) <= $last_day::date
group by all
order by all
