-- The present states of open incidents.
select incident_id, state from core.incident
where closed_at is null and incident_id in (select unnest($incidents::varchar[]))
