-- The incident that an id leads to today, through whatever it was merged into.
with recursive heir as (
    select incident_id, closed_at, successor_id, 0 as steps from core.incident where incident_id = $incident_id
    union all
    select next.incident_id, next.closed_at, next.successor_id, heir.steps + 1
    from heir join core.incident as next on next.incident_id = heir.successor_id
    where heir.steps < 100
)
select incident_id, closed_at, steps from heir order by steps desc limit 1
