-- Each governorate's sums over the days; without a code those of its country that no governorate could be given.
with governorate as (
    select * from core.governorate
),
day as (
    select
        country_code,
        governorate_code,
        sum(killed_low)::bigint as killed_low,
        sum(killed_best)::bigint as killed_best,
        sum(killed_high)::bigint as killed_high,
        bool_or(is_open) as is_open,
        sum(injured_low)::bigint as injured_low,
        sum(injured_best)::bigint as injured_best,
        sum(injured_high)::bigint as injured_high,
        sum(detained_best)::bigint as detained_best,
        sum(incident_count)::bigint as incident_count,
        count(*) filter (outlets_alive_count > 0) as known_day_count
    from report_day
    where event_date is not null
    group by country_code, governorate_code
)
select day.*, governorate.name_ar, governorate.name_en
from day
left join governorate using (governorate_code)
order by killed_best desc, injured_best desc, country_code, governorate_code
