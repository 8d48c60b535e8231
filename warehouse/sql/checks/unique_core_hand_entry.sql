-- version_id names one row of core.hand_entry.
select version_id, count(*) as copies from core.hand_entry group by version_id having count(*) > 1
