-- Civilians, combatants and unknown add up to the best figure of killed, and none is negative.
select incident_id, known_from, killed_best, killed_civilian, killed_combatant, killed_unknown
from core.incident_toll
where superseded_at is null and recorded_at >= $since and killed_best is not null
    and (
        killed_civilian + killed_combatant + killed_unknown <> killed_best
        or least(killed_civilian, killed_combatant, killed_unknown) < 0
        or killed_presumed_civilian > killed_civilian
        or killed_women > killed_best or killed_children > killed_best
    )
