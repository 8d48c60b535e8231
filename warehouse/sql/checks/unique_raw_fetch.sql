-- fetch_id names one row of raw.fetch.
select fetch_id, count(*) as copies from raw.fetch group by fetch_id having count(*) > 1
