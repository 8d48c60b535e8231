-- All countries' figures by day; a day without a row is one on which no outlet was alive.
select
    event_date,
    sum(killed_low)::bigint as killed_low,
    sum(killed_best)::bigint as killed_best,
    sum(killed_high)::bigint as killed_high,
    bool_or(is_open) as is_open,
    sum(injured_low)::bigint as injured_low,
    sum(injured_best)::bigint as injured_best,
    sum(injured_high)::bigint as injured_high,
    sum(incident_count)::bigint as incident_count,
    max(outlets_alive_count)::bigint as outlets_alive_count
from report_day
where event_date is not null
group by event_date
order by event_date
