-- The incidents of a pack, as far as they counted at an instant; named as the exports' table, whose statements read it.
create or replace temp table export_incident as
select distinct incident_id
from core.incident_toll
where superseded_at is null
    and is_counted
    and known_from <= $known and $known < known_until
    and incident_id in (select unnest($incident_ids::varchar[]))
