-- One row a decision: what it sets in words, and whether it holds.
select
    correction_id,
    kind,
    any_value(incident_id order by incident_id) as incident_id,
    list(distinct event_id order by event_id) filter (event_id is not null) as events,
    coalesce(
        list(
            distinct column_name || ': ' || coalesce(nullif(value_before, ''), 'none')
            || ' to ' || coalesce(nullif(value, ''), 'none')
            order by column_name
        ) filter (column_name is not null and value_before is distinct from value),
        []
    ) as changes,
    any_value(killed_best_before) as killed_best_before,
    any_value(killed_best_after) as killed_best_after,
    any_value(reason) as reason,
    any_value(author) as author,
    any_value(made_at) as made_at,
    any_value(undone_at) as undone_at,
    any_value(undone_by) as undone_by,
    case
        when any_value(undone_at) is not null then 'undone'
        when bool_or(is_standing) then 'standing'
        else 'waiting'
    end as state
from mart.correction
group by correction_id, kind
order by made_at desc, correction_id
