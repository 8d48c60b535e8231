-- The counted incidents of these countries and days, and of a day before and behind, as another data set meets them.
select
    incident.incident_id, toll.country_code, toll.governorate_code, toll.event_date, toll.date_precision,
    toll.period_start, toll.period_end, incident.place, incident.place_key, incident.places, incident.place_keys,
    incident.place_precision, incident.admin2_code, incident.latitude, incident.longitude, toll.circumstance,
    incident.actor, incident.weapon, incident.target, incident.first_known_at, toll.source_count,
    toll.killed_low, toll.killed_best, toll.killed_high, toll.injured_best, toll.killed_civilian
from core.incident as incident
join core.incident_toll as toll
    on toll.incident_id = incident.incident_id
    and toll.superseded_at is null
    and toll.known_until >= '9999-12-31'::timestamp
    and toll.is_counted
where incident.closed_at is null
    and incident.incident_id not in (select incident_id from core.told_in_parts('9999-12-30'::timestamp))
    and toll.country_code in (select unnest($countries::varchar[]))
    and coalesce(toll.event_date, toll.period_start) between $first_day::date - 1 and $last_day::date + 1
    and toll.circumstance not in ('remains', 'custody')
order by incident.first_known_at, incident.incident_id
