-- A release holds the files that its hash is of, and as many incidents as it says.
select release.release_id, release.digest, file.digest as digest_held, release.incident_count, incident.incident_count_held
from meta.release as release
left join meta.release_file as file on file.release_id = release.release_id and file.path = 'SHA256SUMS'
left join (
    select release_id, count(*) as incident_count_held from meta.release_incident group by all
) as incident on incident.release_id = release.release_id
where release.digest is distinct from file.digest
    or release.incident_count is distinct from coalesce(incident.incident_count_held, 0)
