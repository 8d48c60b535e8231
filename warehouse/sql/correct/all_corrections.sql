-- One row a decision: what it sets in words, and whether it holds.
with told as (
    select
        *,
        case
            when value_before is distinct from value
                then column_name || ' ' || coalesce(nullif(value_before, ''), 'none')
                    || ' to ' || coalesce(nullif(value, ''), 'none')
        end as what
    from mart.correction
),
final as (
    select
        correction_id,
        kind,
        min(incident_id) as incident_id,
        list_sort(list_distinct(list(event_id))) as events,
        list_sort(list_distinct(list(what))) as changes,
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
    from told
    group by correction_id, kind
)
select * from final order by made_at desc, correction_id
