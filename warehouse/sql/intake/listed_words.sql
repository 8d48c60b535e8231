-- In which words each feed has listed these addresses before.
select distinct feed_id, url, title, summary from raw.feed_entry
where url in (select unnest($urls))
order by feed_id, url, title, summary
