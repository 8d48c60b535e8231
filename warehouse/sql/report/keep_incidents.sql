-- The incidents of the range, kept for the queries that follow. The rows are those of mart.incident, taken from its
-- tables: the mart also gathers every incident's sources and addresses, which a report needs of a hundred alone.
create or replace temp table report_incident as
select
    incident.incident_id, incident.kind,
    incident.incident_id in (
        select incident_id from core.told_in_parts($known, first_day := $first_day, last_day := $last_day)
    ) as is_told_in_parts,
    incident.place, incident.places, incident.place_precision,
    incident.actor, incident.is_contested, incident.weapon, incident.target,
    toll.country_code, toll.governorate_code, toll.event_date, toll.period_start, toll.period_end,
    toll.date_precision, toll.circumstance, toll.is_vague, toll.is_open,
    toll.killed_low, toll.killed_best, toll.killed_high,
    toll.injured_low, toll.injured_best, toll.injured_high,
    toll.missing_best, toll.detained_low, toll.detained_best, toll.detained_high,
    toll.casualties_low, toll.casualties_best, toll.casualties_high,
    toll.killed_civilian, toll.killed_combatant, toll.killed_women, toll.killed_children, toll.killed_enemy_claimed,
    toll.best_rule, toll.best_claim_id, toll.claim_count, toll.article_count, toll.source_count
from core.incident as incident
join core.incident_toll as toll
    on toll.incident_id = incident.incident_id
    and toll.superseded_at is null
    and toll.known_from <= $known and $known < toll.known_until
    and toll.is_counted
where incident.closed_at is null
    and coalesce(toll.event_date, toll.period_start) between $first_day and $last_day
