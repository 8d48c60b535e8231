-- A toll that stands belongs to an incident, and its best claim to core.claim.
with gone as materialized (
    select claim_id from core.claim where superseded_at >= $since
),
toll as materialized (
    select incident_id, known_from, best_claim_id
    from core.incident_toll
    where superseded_at is null and recorded_at >= $since
    union all
    select incident_id, known_from, best_claim_id
    from core.incident_toll
    where superseded_at is null and recorded_at < $since and best_claim_id in (select claim_id from gone)
)
select incident_id, known_from, best_claim_id from toll
where incident_id not in (select incident_id from core.incident where incident_id in (select incident_id from toll))
    or best_claim_id is not null and best_claim_id not in (
        select claim_id from core.claim
        where superseded_at is null and claim_id in (select best_claim_id from toll)
    )
