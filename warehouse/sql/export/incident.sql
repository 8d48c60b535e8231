-- The exported incidents without the names of sources that the registry lacks.
with source as (
    select incident.incident_id, list(source.public_key order by source.public_key) as sources
    from (select incident_id, unnest(sources) as source_key from mart.incident) as incident
    join export_source as source using (source_key)
    group by incident.incident_id
)
select incident.* replace (source.sources as sources)
from mart.incident as incident
left join source using (incident_id)
where incident.incident_id in (select incident_id from export_incident)
order by incident.event_date, incident.incident_id
