-- outlet_id names one row of core.outlet.
select outlet_id, count(*) as copies from core.outlet group by outlet_id having count(*) > 1
