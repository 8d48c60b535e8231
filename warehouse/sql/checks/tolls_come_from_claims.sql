-- Nobody is counted whom no claim tells: an incident's figures are no more than its claims together.
with changed as (
    select incident_id from core.incident_toll where recorded_at >= $since
    union all
    select incident_id from core.incident_claim where recorded_at >= $since or superseded_at >= $since
    union all
    select link.incident_id
    from core.incident_claim as link
    where link.claim_id in (select claim_id from core.claim where superseded_at >= $since)
),
told as (
    select
        link.incident_id,
        coalesce(sum(coalesce(claim.killed_high, claim.killed_low)), 0) as killed,
        coalesce(sum(coalesce(claim.injured_high, claim.injured_low)), 0) as injured
    from core.incident_claim as link
    join core.claim as claim on claim.claim_id = link.claim_id and claim.superseded_at is null
    where link.superseded_at is null and link.incident_id in (select incident_id from changed)
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
