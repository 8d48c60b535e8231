-- mart.daily_feed_health up to an instant.
select * from mart.daily_feed_health where fetch_date <= $known::date order by fetch_date, feed_id
