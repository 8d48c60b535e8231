-- Each governorate's sums over all days, undated ones too; without a code what no governorate could be given.
with total as (
    select
        country_code,
        governorate_code,
        sum(killed_low)::bigint as killed_low,
        sum(killed_best)::bigint as killed_best,
        sum(killed_high)::bigint as killed_high,
        coalesce(bool_or(is_open), false) as is_open,
        sum(injured_low)::bigint as injured_low,
        sum(injured_best)::bigint as injured_best,
        sum(injured_high)::bigint as injured_high,
        sum(incident_count)::bigint as incident_count,
        count(*) filter (event_date is not null and outlets_alive_count > 0) as known_day_count
    from export_day
    group by all
)
select total.*, governorate.name_ar, governorate.name_en
from total
left join core.governorate as governorate using (governorate_code)
order by country_code, governorate_code
