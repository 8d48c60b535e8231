-- How each feed answered on each day (UTC).
create or replace view mart.daily_feed_health as
select
    feed_id,
    outlet_id,
    fetched_at::date as fetch_date,
    count(*) as fetch_count,
    count(*) filter (outcome in ('ok', 'not_modified')) as answered_count,
    count(*) filter (outcome not in ('ok', 'not_modified')) as failed_count,
    sum(entry_count) as entry_count,
    max(error) filter (outcome not in ('ok', 'not_modified')) as error,
    any_value(outcome order by fetched_at desc) as outcome
from raw.fetch
where kind = 'feed'
group by feed_id, outlet_id, fetched_at::date
