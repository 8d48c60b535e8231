-- How each feed answered on each day of the range, and whether it kept silent for longer than is its way.
select feed_id, outlet_id, fetch_date, fetch_count - failed_count as answered_count, failed_count, is_silent, error
from mart.daily_feed_health
where fetch_date between $first_day and $last_day
order by feed_id, fetch_date
