-- Strikes on a place that was struck before within so many days, where either of the two changed; the nearest earlier
-- one counts. Deaths of the wounded and bodies found later are no new strike, and two incidents of one day may be one.
with hit as (
    select toll.incident_id, toll.country_code, toll.governorate_code, toll.event_date, incident.place_key
    from core.incident_toll as toll
    join core.incident as incident using (incident_id)
    where toll.superseded_at is null
        and toll.known_until >= '9999-12-31'::timestamp
        and toll.is_counted
        and toll.circumstance = 'struck'
        and toll.event_date is not null
        and incident.closed_at is null
        and incident.place_key is not null
        and incident.place_precision <= 2
),
final as (
    select
        later.incident_id,
        arg_max(earlier.incident_id, (earlier.event_date, earlier.incident_id)) as earlier_id,
        min(later.event_date - earlier.event_date) as gap_days
    from hit as later
    join hit as earlier
        on earlier.place_key = later.place_key
        and earlier.country_code is not distinct from later.country_code
        and earlier.governorate_code is not distinct from later.governorate_code
        and later.event_date - earlier.event_date between 1 and $days
    where later.incident_id in (select incident_id from changed)
        or earlier.incident_id in (select incident_id from changed)
    group by later.incident_id
)
select * from final order by incident_id
