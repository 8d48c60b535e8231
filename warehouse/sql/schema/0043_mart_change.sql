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
    change.killed_low_before,
    change.killed_low_after,
    change.killed_best_before,
    change.killed_best_after,
    change.killed_high_before,
    change.killed_high_after,
    change.injured_best_before,
    change.injured_best_after,
    change.missing_best_before,
    change.missing_best_after,
    concat_ws(
        '; ',
        case when (killed_low_before, killed_best_before, killed_high_before)
            is distinct from (killed_low_after, killed_best_after, killed_high_after)
            then 'killed ' || coalesce(
                    nullif(concat_ws('/', killed_low_before, killed_best_before, killed_high_before), ''), 'none'
                )
                || ' to ' || coalesce(
                    nullif(concat_ws('/', killed_low_after, killed_best_after, killed_high_after), ''), 'none'
                ) end,
        case when injured_best_before is distinct from injured_best_after
            then 'injured ' || coalesce(injured_best_before::varchar, 'none')
                || ' to ' || coalesce(injured_best_after::varchar, 'none') end,
        case when missing_best_before is distinct from missing_best_after
            then 'missing ' || coalesce(missing_best_before::varchar, 'none')
                || ' to ' || coalesce(missing_best_after::varchar, 'none') end,
        case when event_date_before is distinct from event_date_after
            then 'day ' || coalesce(event_date_before::varchar, 'none')
                || ' to ' || coalesce(event_date_after::varchar, 'none') end
    ) as what
from core.incident_change as change
left join core.incident as incident using (incident_id)
left join core.claim as claim on claim.claim_id = change.claim_id and claim.superseded_at is null
