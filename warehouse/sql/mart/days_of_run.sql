-- Days whose coverage or sums a load may have changed beside those of its incidents.
select distinct touched_day from (
    select fetched_at::date as touched_day from raw.fetch where recorded_at = $recorded_at and kind = 'feed'
    union all
    select published_date from core.article where recorded_at = $recorded_at
    union all
    select event_date
    from core.claim
    where scope = 'aggregate' and (recorded_at = $recorded_at or superseded_at = $recorded_at)
    union all
    -- A source that is of another country than before, or no source of any: zeros are told of the countries that it reads.
    select published_date from core.article
    where outlet_id in (select outlet_id from core.outlet where recorded_at = $recorded_at)
    union all
    select fetch_date from mart.daily_feed_health
    where outlet_id in (select outlet_id from core.outlet where recorded_at = $recorded_at)
)
where touched_day is not null
order by touched_day
