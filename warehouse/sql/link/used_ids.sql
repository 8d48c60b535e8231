-- Ids that the founding events of these groups may have given before.
select incident_id from core.incident where incident_id in (select incident_id from wanted_incident)
