-- The decisions that hold and were made of an item, or as the very decision; the newest first.
select
    correction_id,
    coalesce(any_value(kind) filter (kind <> 'accept'), 'accept') as kind,
    any_value(author) as author,
    any_value(made_at) as made_at,
    any_value(decision_key) as decision_key
from core.correction
where undone_at is null and (item_id = $item_id or decision_key = $decision_key)
group by correction_id
order by made_at desc
