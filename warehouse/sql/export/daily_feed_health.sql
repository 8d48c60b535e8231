-- mart.daily_feed_health up to an instant, of the exported days.
select *
from mart.daily_feed_health
where fetch_date <= $known::date and fetch_date between $first_day and $last_day
order by fetch_date, feed_id
