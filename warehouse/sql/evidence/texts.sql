-- The texts of the pack's claims: when they were received, and whether their words are shown to nobody.
select
    claim.claim_id,
    version.fetched_at,
    version.title,
    version.text,
    claim.claim_id in (select claim_id from core.delicate_claim) as is_delicate
from core.claim as claim
join core.article_version as version using (version_id)
where claim.superseded_at is null and claim.claim_id in (select claim_id from export_claim)
