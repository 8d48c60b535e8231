-- Claims whose words are shown to nobody outside: those that concern children or people in detention. Asked of the
-- victims at once, not claim by claim: of some claims no more is then read than theirs.
create or replace view core.delicate_claim as
select claim_id, event_id
from core.claim as claim
where superseded_at is null
    and (
        detained_low is not null
        or killed_children is not null
        or injured_children is not null
        or circumstance = 'custody'
        or event_id in (
            select event_id
            from core.event_victim
            where superseded_at is null and victim_group in ('child', 'detainee')
        )
    )
