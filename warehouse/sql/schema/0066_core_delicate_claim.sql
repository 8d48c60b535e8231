-- Claims whose words are shown to nobody outside: those that concern children or people in detention.
create or replace view core.delicate_claim as
select claim_id, event_id
from core.claim as claim
where superseded_at is null
    and (
        detained_low is not null
        or killed_children is not null
        or injured_children is not null
        or circumstance = 'custody'
        or exists (
            select 1
            from core.event_victim as victim
            where victim.event_id = claim.event_id
                and victim.superseded_at is null
                and victim.victim_group in ('child', 'detainee')
        )
    )
