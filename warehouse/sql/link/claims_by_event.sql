select
    claim_id, event_id, alternative_ordinal, article_id, version_id, story_id, outlet_id, source_key, source_kind, source_side, victim_side,
    killed_low, killed_high, killed_quantifier,
    injured_low, injured_high, injured_quantifier,
    missing_low, missing_high, missing_quantifier,
    detained_low, detained_high, detained_quantifier,
    casualties_low, casualties_high, casualties_quantifier,
    killed_civilian, killed_presumed_civilian, killed_combatant, killed_women, killed_children,
    is_group_only, is_enemy_loss, is_correction, circumstance, retold, known_at, replaced_at
from core.claim
where superseded_at is null and event_id in (select event_id from wanted)
order by event_id, alternative_ordinal
