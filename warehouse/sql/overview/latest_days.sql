-- The newest days of which casualties are reported, by governorate; undated ones are left to the mart itself.
with newest as (
    select distinct event_date
    from mart.daily_governorate_casualties
    where event_date is not null and incident_count > 0
    order by event_date desc
    limit $day_count
),
final as (
    select
        day.event_date as day,
        day.country_code as country,
        day.governorate_code as code,
        governorate.name_en as governorate,
        day.killed_low,
        day.killed_best,
        day.killed_high,
        day.is_open,
        day.injured_low,
        day.injured_best,
        day.injured_high,
        day.incident_count as incidents,
        day.source_count as sources
    from mart.daily_governorate_casualties as day
    inner join newest using (event_date)
    left join core.governorate as governorate using (governorate_code)
    where day.incident_count > 0
)
select * from final order by day desc, killed_best desc nulls last, code
