-- Nobody is counted whom no claim tells: an incident's figures are no more than its claims together.
with gone as materialized (
    select claim_id from core.claim where superseded_at >= $since
),
changed as materialized (
    select incident_id from core.incident_toll where recorded_at >= $since
    union
    select incident_id from core.incident_claim where recorded_at >= $since
    union
    select incident_id from core.incident_claim where superseded_at >= $since
    union
    select incident_id from core.incident_claim where claim_id in (select claim_id from gone)
),
link as materialized (
    select incident_id, claim_id from core.incident_claim
    where superseded_at is null and incident_id in (select incident_id from changed)
),
claim as materialized (
    select claim_id, killed_low, killed_high, injured_low, injured_high from core.claim
    where superseded_at is null and claim_id in (select claim_id from link)
),
told as (
    select
        link.incident_id,
        coalesce(sum(coalesce(claim.killed_high, claim.killed_low)), 0) as killed,
        coalesce(sum(coalesce(claim.injured_high, claim.injured_low)), 0) as injured
    from link
    join claim using (claim_id)
    group by link.incident_id
),
final as (
    select toll.incident_id, toll.known_from, toll.killed_best, told.killed, toll.injured_best, told.injured
    from core.incident_toll as toll
    left join told on told.incident_id = toll.incident_id
    where toll.superseded_at is null and toll.incident_id in (select incident_id from changed)
        and (toll.killed_best > coalesce(told.killed, 0) or toll.injured_best > coalesce(told.injured, 0))
)
select * from final
