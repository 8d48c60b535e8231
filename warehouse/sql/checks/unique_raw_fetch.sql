-- fetch_id names one row of raw.fetch.
select fetch_id, count(*) as copies
from raw.fetch
where fetch_id in (select fetch_id from raw.fetch where recorded_at >= $since)
group by fetch_id
having count(*) > 1
