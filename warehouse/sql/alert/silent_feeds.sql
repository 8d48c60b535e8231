-- Feeds of the last two days' requests that bring nothing new for longer than is usual with them, whether they answer
-- or not.
with latest as (
    select feed_id, outlet_id, is_silent, last_entry_at, quiet_hours, usual_gap_hours, outcome
    from mart.daily_feed_health
    where fetch_count > 0 and fetch_date >= (select max(fetch_date) - 2 from mart.daily_feed_health)
    qualify row_number() over (partition by feed_id order by fetch_date desc) = 1
)
select * exclude (is_silent) from latest where is_silent order by feed_id
