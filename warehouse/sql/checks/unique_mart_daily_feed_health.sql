-- feed_id and fetch_date name one row of mart.daily_feed_health.
select feed_id, fetch_date, count(*) as copies from mart.daily_feed_health group by all having count(*) > 1
