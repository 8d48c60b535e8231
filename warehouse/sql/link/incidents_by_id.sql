select * from core.incident where incident_id in (select incident_id from wanted_incident)
