select
    min(event_date) as first_day,
    max(event_date) as last_day,
    coalesce(sum(incident_count), 0)::bigint as incident_count
from mart.daily_governorate_casualties
where incident_count > 0
