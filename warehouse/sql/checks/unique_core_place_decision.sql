-- decision_id names one row of core.place_decision.
select decision_id, count(*) as copies from core.place_decision group by decision_id having count(*) > 1
