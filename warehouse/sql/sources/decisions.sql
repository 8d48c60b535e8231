-- Every decision on a source, in the order in which they were made.
select
    decision_id, ordinal, kind, role, source_id, column_name, value, value_key, value_before, reason, author, made_at,
    undone_at, undone_by
from core.source_decision
order by made_at, decision_id, ordinal
