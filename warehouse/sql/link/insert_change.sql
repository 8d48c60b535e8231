insert into core.incident_change by name select * from incoming
