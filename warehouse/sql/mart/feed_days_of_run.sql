-- Days of requests that a load brought for feeds and their pages.
select distinct fetched_at::date as touched_day
from raw.fetch
where recorded_at = $recorded_at and feed_id is not null
order by touched_day
