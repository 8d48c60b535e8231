-- Strikes on a place that was struck before within so many days: the later one changed, or the earlier one has only now
-- become known. The nearest earlier one counts. Deaths of the wounded and bodies found later are no new strike, and two incidents of one day may be one.
with hit as (
    select
        toll.incident_id, toll.country_code, toll.governorate_code, toll.event_date, incident.place_key,
        incident.created_at = incident.changed_at as is_new
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
-- Only from the changed ones on: all pairs of a town that was hit for years are millions.
changed_hit as (
    select * from hit where incident_id in (select incident_id from changed)
),
pair as (
    select
        other.incident_id as other_id,
        other.event_date as other_date,
        one.incident_id,
        one.event_date,
        one.is_new
    from changed_hit as one
    join hit as other
        on other.place_key = one.place_key
        and other.country_code is not distinct from one.country_code
        and other.governorate_code is not distinct from one.governorate_code
        and other.event_date between one.event_date - $days::integer and one.event_date + $days::integer
        and other.event_date <> one.event_date
),
ordered as (
    select
        case when other_date < event_date then incident_id else other_id end as incident_id,
        case when other_date < event_date then other_id else incident_id end as earlier_id,
        abs(event_date - other_date) as gap_days
    from pair
    where other_date < event_date or is_new
),
final as (
    select
        incident_id,
        arg_min(earlier_id, (gap_days, earlier_id)) as earlier_id,
        min(gap_days) as gap_days
    from ordered
    group by incident_id
)
select * from final order by incident_id
