-- decision_id and ordinal name one row of core.source_decision.
select decision_id, ordinal, count(*) as copies
from core.source_decision
group by decision_id, ordinal
having count(*) > 1
