-- entry_id names one row of raw.feed_entry.
select entry_id, count(*) as copies from raw.feed_entry group by entry_id having count(*) > 1
