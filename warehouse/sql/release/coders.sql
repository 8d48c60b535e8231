-- Which versions of the coder read the claims that go out, and how many each.
select event.coder_version, count(*) as claim_count
from core.claim as claim
join core.casualty_event as event on event.event_id = claim.event_id and event.superseded_at is null
where claim.superseded_at is null and claim.claim_id in (select claim_id from export_claim)
group by all
order by claim_count desc, coder_version
