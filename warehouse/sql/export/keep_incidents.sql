-- The incidents that are exported: all that counted at an instant, or those of some days.
create or replace temp table export_incident as
select distinct toll.incident_id
from core.incident_toll as toll
join core.incident as incident on incident.incident_id = toll.incident_id and incident.closed_at is null
where toll.superseded_at is null
    and toll.is_counted
    and toll.known_from <= $known and $known < toll.known_until
    and ($is_whole or coalesce(toll.event_date, toll.period_start) between $first_day and $last_day)
