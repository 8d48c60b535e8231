delete from mart.daily_feed_health where fetch_date between $first_day and $last_day
