-- What releases say of the pack's incidents.
select published.incident_id, release_id, released_at, event_date, published.governorate_code,
    published.killed_low, published.killed_best, published.killed_high, published.injured_best
from meta.release_incident as published
join meta.release using (release_id)
where published.incident_id in (select incident_id from export_incident)
order by released_at
