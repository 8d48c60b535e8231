-- Some incidents as known now, told as background or counted.
select
    incident.incident_id,
    incident.place, incident.places, incident.weapon, incident.actor, incident.is_contested,
    toll.event_date, toll.date_precision, toll.period_start, toll.period_end,
    toll.governorate_code, toll.country_code, toll.is_counted, toll.is_open,
    toll.killed_low, toll.killed_best, toll.killed_high,
    toll.injured_low, toll.injured_best, toll.injured_high,
    toll.missing_low, toll.missing_best, toll.missing_high,
    toll.detained_low, toll.detained_best, toll.detained_high,
    toll.casualties_low, toll.casualties_best, toll.casualties_high,
    toll.best_rule, toll.best_claim_id, toll.claim_count, toll.source_count, toll.article_count
from core.incident as incident
join core.incident_toll as toll
    on toll.incident_id = incident.incident_id
    and toll.superseded_at is null
    and toll.known_until >= '9999-12-31'::timestamp
where incident.closed_at is null and incident.incident_id in (select unnest($incident_ids::varchar[]))
