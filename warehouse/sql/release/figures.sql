-- What goes out, in sum.
select
    (select count(*) from export_day) as day_count,
    (select count(*) from export_incident) as incident_count,
    (select count(*) from export_claim) as claim_count,
    (select count(distinct event_date) from export_day where outlets_alive_count > 0) as known_day_count,
    coalesce(sum(killed_low), 0)::bigint as killed_low,
    coalesce(sum(killed_best), 0)::bigint as killed_best,
    coalesce(sum(killed_high), 0)::bigint as killed_high,
    coalesce(sum(injured_best), 0)::bigint as injured_best
from export_day
