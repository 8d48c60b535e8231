-- What sources say of a whole period («412 since Sunday») beside our own sum of the same days and area: a governorate, a
-- country, or a place by the incidents that name it. A part of a governorate, or several of them, has no sum of ours. The
-- period ends within the range that is asked for and may begin before it.
with claim as (
    select
        period.claim_id, period.source_key, period.outlet_id, period.scope, period.country_code,
        period.governorate_code, period.place, period.period_start, period.period_end, period.killed_low,
        period.killed_high, period.killed_quantifier, period.known_at, claim.place_key, claim.victim_side,
        case
            when period.place is null and period.governorate_code is not null then 'governorate'
            when period.place is null then 'country'
            when claim.place_precision <= 2 and len(period.places) = 0 and period.governorate_code is not null
                then 'place'
            else 'part'
        end as area
    from mart.period_claim as period
    join core.claim as claim on claim.claim_id = period.claim_id and claim.superseded_at is null
    where period.killed_low is not null
        and period.country_code in (select unnest($countries::varchar[]))
        and period.period_end between $first_day::date and $last_day::date
        and period.period_start <= period.period_end
        and not claim.retold
        and not claim.is_enemy_loss
),
day as (
    select country_code, governorate_code, event_date, killed_low, killed_best, killed_high, outlets_alive_count
    from mart.daily_governorate_casualties
    where event_date between (select min(period_start) from claim) and $last_day::date
        and country_code in (select unnest($countries::varchar[]))
),
area_day as (
    select
        'governorate' as area, country_code, governorate_code, null as place_key, event_date,
        killed_low, killed_best, killed_high, outlets_alive_count > 0 as is_known
    from day
    where governorate_code is not null
    union all
    select
        'country', country_code, null, null, event_date,
        sum(killed_low), sum(killed_best), sum(killed_high), bool_or(outlets_alive_count > 0)
    from day
    group by country_code, event_date
    union all
    select
        'place', toll.country_code, toll.governorate_code, incident.place_key, toll.event_date,
        sum(toll.killed_low), sum(toll.killed_best), sum(toll.killed_high), true
    from core.incident as incident
    join core.incident_toll as toll
        on toll.incident_id = incident.incident_id
        and toll.superseded_at is null
        and toll.known_until >= '9999-12-31'::timestamp
        and toll.is_counted
    where incident.closed_at is null
        and toll.event_date between (select min(period_start) from claim) and $last_day::date
        and toll.circumstance not in ('remains', 'custody')
    group by all
),
-- What is known of the area's days, by claim.
summed as (
    select
        claim.claim_id,
        count(distinct area_day.event_date) filter (area_day.is_known) as known_day_count,
        coalesce(sum(area_day.killed_low), 0)::bigint as our_low,
        coalesce(sum(area_day.killed_best), 0)::bigint as our_best,
        coalesce(sum(area_day.killed_high), 0)::bigint as our_high
    from claim
    left join area_day
        on area_day.area = claim.area
        and area_day.country_code = claim.country_code
        and area_day.governorate_code is not distinct from claim.governorate_code
        and area_day.place_key is not distinct from case when claim.area = 'place' then claim.place_key end
        and area_day.event_date between claim.period_start and claim.period_end
    where claim.area <> 'part'
    group by claim.claim_id
)
select
    claim.* exclude (place_key),
    claim.period_end - claim.period_start + 1 as day_count,
    summed.known_day_count,
    summed.our_low,
    summed.our_best,
    summed.our_high
from claim
left join summed using (claim_id)
order by claim.period_start, claim.period_end, claim.known_at, claim.claim_id
