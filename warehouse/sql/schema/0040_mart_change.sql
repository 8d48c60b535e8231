-- The changelog: which incidents changed in which run, by how much, because of which claim and for which reason.
create or replace view mart.change as
select
    change.recorded_at,
    change.run_id,
    change.incident_id,
    change.change,
    change.other_incident_id,
    change.reason,
    change.claim_id,
    claim.source_key,
    claim.outlet_id,
    incident.country_code,
    incident.governorate_code,
    incident.place,
    change.event_date_before,
    change.event_date_after,
    change.killed_best_before,
    change.killed_best_after
from core.incident_change as change
left join core.incident as incident using (incident_id)
left join core.claim as claim on claim.claim_id = change.claim_id and claim.superseded_at is null
