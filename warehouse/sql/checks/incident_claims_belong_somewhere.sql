-- A claim of a single incident belongs to one.
select claim_id from core.claim
where superseded_at is null and scope = 'incident'
    and claim_id in (
        select claim_id from core.claim where recorded_at >= $since
        union all
        select claim_id from core.incident_claim where superseded_at >= $since
    )
    and claim_id not in (select claim_id from core.incident_claim where superseded_at is null)
