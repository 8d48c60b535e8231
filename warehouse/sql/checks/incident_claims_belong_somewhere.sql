-- A claim of a single incident belongs to one.
with changed as (
    select claim_id from core.claim where recorded_at >= $since
    union
    select claim_id from core.incident_claim where superseded_at >= $since
),
unlinked as materialized (
    select claim_id from changed
    where claim_id not in (
        select claim_id from core.incident_claim where superseded_at is null and recorded_at >= $since
    )
)
select claim_id from core.claim
where superseded_at is null and scope = 'incident'
    and claim_id in (select claim_id from unlinked)
    and claim_id not in (
        select claim_id from core.incident_claim
        where superseded_at is null and claim_id in (select claim_id from unlinked)
    )
