-- What they were hit with, as far as told.
select
    coalesce(weapon, 'unknown') as name,
    count(*) as incident_count,
    sum(killed_low) filter (circumstance not in ('remains', 'custody'))::bigint as killed_low,
    sum(killed_best) filter (circumstance not in ('remains', 'custody'))::bigint as killed_best,
    sum(killed_high) filter (circumstance not in ('remains', 'custody'))::bigint as killed_high,
    sum(injured_best)::bigint as injured_best
from report_incident
where not is_told_in_parts
group by all
order by killed_best desc nulls last, incident_count desc, name
