-- run_id names one row of meta.run.
select run_id, count(*) as copies from meta.run group by run_id having count(*) > 1
