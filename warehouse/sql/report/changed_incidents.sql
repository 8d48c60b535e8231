-- How many incidents of the range were formed, merged, split, closed, or got other figures since an instant.
select change, count(distinct incident_id) as incident_count
from core.incident_change
where recorded_at > $since
    and coalesce(event_date_after, event_date_before) between $first_day and $last_day
group by change
order by incident_count desc, change
