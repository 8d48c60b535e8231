-- entry_id names one row of raw.feed_entry.
select entry_id, count(*) as copies
from raw.feed_entry
where entry_id in (select entry_id from raw.feed_entry where recorded_at >= $since)
group by entry_id
having count(*) > 1
