-- One row an incident for people, as known now; background mentions alone make none.
create or replace view mart.incident as
with standing as (
    -- One on a text that was edited since holds no more, unless it went with its words to the newer text.
    select * from core.correction
    where undone_at is null
        and version_id in (select version_id from core.article_version where replaced_at is null)
),
decided as (
    select
        incident_id,
        list(distinct correction_id order by correction_id) as correction_ids,
        bool_or(kind <> 'accept') as is_corrected
    from (
        select link.incident_id, correction.correction_id, correction.kind
        from standing as correction
        join core.incident_claim as link
            on link.event_id in (correction.event_id, correction.other_event_id) and link.superseded_at is null
        union
        select change.incident_id, correction.correction_id, correction.kind
        from standing as correction
        join core.incident_change as change on change.run_id = correction.correction_id
    )
    group by incident_id
),
-- What was accepted holds for the state that was looked at; a pair of incidents that was accepted says nothing of either.
accepted as (
    select link.incident_id, list(distinct correction.state) as states
    from core.correction as correction
    join core.incident_claim as link on link.event_id = correction.event_id and link.superseded_at is null
    where correction.undone_at is null and correction.kind = 'accept' and correction.other_event_id is null
    group by link.incident_id
),
final as (
    select
        incident.incident_id,
        incident.kind,
        incident.incident_id in (
            select incident_id from core.told_in_parts('9999-12-30'::timestamp)
        ) as is_told_in_parts,
        toll.country_code,
        toll.governorate_code,
        governorate.name_en as governorate_name,
        toll.event_date,
        toll.date_precision,
        toll.period_start,
        toll.period_end,
        incident.place,
        incident.places,
        incident.place_precision,
        incident.admin2_code, district.name_ar as admin2_name,
        incident.admin3_code, subdistrict.name_ar as admin3_name,
        incident.latitude,
        incident.longitude,
        toll.circumstance,
        incident.actor,
        incident.is_contested,
        incident.weapon,
        incident.target,
        toll.killed_low, toll.killed_best, toll.killed_high, toll.is_open,
        toll.injured_low, toll.injured_best, toll.injured_high,
        toll.missing_low, toll.missing_best, toll.missing_high,
        toll.detained_low, toll.detained_best, toll.detained_high,
        toll.casualties_low, toll.casualties_best, toll.casualties_high,
        toll.killed_civilian, toll.killed_presumed_civilian, toll.killed_combatant, toll.killed_unknown,
        toll.killed_women, toll.killed_children, toll.killed_added, toll.killed_enemy_claimed,
        toll.killed_by_side,
        toll.best_rule, toll.best_claim_id, toll.is_vague,
        toll.claim_count, toll.article_count, toll.source_count,
        incident.event_support, incident.attribution_support,
        incident.sources, incident.outlets, incident.urls, incident.first_known_at, incident.last_known_at,
        case
            when not list_contains(accepted.states, incident.state) then 'outdated'
            when decided.is_corrected then 'corrected'
            when accepted.incident_id is not null then 'accepted'
            else 'none'
        end as review_status,
        coalesce(decided.correction_ids, []) as correction_ids,
        incident.created_at, incident.changed_at
    from core.incident as incident
    join core.incident_toll as toll
        on toll.incident_id = incident.incident_id
        and toll.superseded_at is null
        and toll.known_until >= '9999-12-31'::timestamp
        and toll.is_counted
    left join decided on decided.incident_id = incident.incident_id
    left join accepted on accepted.incident_id = incident.incident_id
    left join core.governorate as governorate on governorate.governorate_code = toll.governorate_code
    left join core.district as district on district.unit_code = incident.admin2_code
    left join core.district as subdistrict on subdistrict.unit_code = incident.admin3_code
    where incident.closed_at is null
)
select * from final
