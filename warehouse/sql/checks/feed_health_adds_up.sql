-- A feed's answers and failures by class add up to its requests.
select feed_id, fetch_date, fetch_count, ok_count, not_modified_count, failed_count, failures
from mart.daily_feed_health
where ok_count + not_modified_count + failed_count <> fetch_count
    or coalesce(list_sum(map_values(failures)), 0) <> failed_count
