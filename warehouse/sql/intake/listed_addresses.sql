-- Which of these addresses each feed has listed before, in whatever wording.
select distinct feed_id, url from raw.feed_entry where url in (select unnest($urls)) order by feed_id, url
