-- Forget the words of feed items that were first seen before an instant.
update raw.feed_entry set title = null, summary = null
where seen_at < $before and (title is not null or summary is not null)
returning entry_id
