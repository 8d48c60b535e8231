-- Which of these feed items came before, word for word.
select entry_id from raw.feed_entry where entry_id in (select unnest($entry_ids)) order by entry_id
