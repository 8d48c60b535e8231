-- The sums of the range by remainder: dated and placed, unplaced, and undated by the first day of their period.
select
    remainder,
    sum(killed_low)::bigint as killed_low,
    sum(killed_best)::bigint as killed_best,
    sum(killed_high)::bigint as killed_high,
    bool_or(is_open) as is_open,
    sum(injured_low)::bigint as injured_low,
    sum(injured_best)::bigint as injured_best,
    sum(injured_high)::bigint as injured_high,
    sum(detained_low)::bigint as detained_low,
    sum(detained_best)::bigint as detained_best,
    sum(detained_high)::bigint as detained_high,
    sum(casualties_low)::bigint as casualties_low,
    sum(casualties_best)::bigint as casualties_best,
    sum(casualties_high)::bigint as casualties_high,
    sum(remains_best)::bigint as remains_best,
    sum(custody_best)::bigint as custody_best,
    sum(killed_civilian)::bigint as killed_civilian,
    sum(killed_presumed_civilian)::bigint as killed_presumed_civilian,
    sum(killed_combatant)::bigint as killed_combatant,
    sum(killed_unknown)::bigint as killed_unknown,
    sum(killed_women)::bigint as killed_women,
    sum(killed_children)::bigint as killed_children,
    sum(killed_enemy_claimed)::bigint as killed_enemy_claimed,
    sum(killed_vague)::bigint as killed_vague,
    sum(killed_unitemised)::bigint as killed_unitemised,
    sum(incident_count)::bigint as incident_count,
    sum(single_source_incident_count)::bigint as single_source_incident_count
from mart.daily_governorate_casualties
where coalesce(event_date, period_start) between $first_day and $last_day
group by remainder
