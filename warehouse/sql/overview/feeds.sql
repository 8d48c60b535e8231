-- The state of each feed that was asked within two days of the last request: failing, silent or ok, the worst first.
-- A feed that fails is asked at least daily, so one that was not is switched off.
with latest as (
    select *
    from mart.daily_feed_health
    where fetch_count > 0 and fetch_date >= (select max(fetch_date) - 2 from mart.daily_feed_health)
    qualify row_number() over (partition by feed_id order by fetch_date desc) = 1
),
request as (
    select
        feed_id,
        max(fetched_at) as tried_at,
        max(fetched_at) filter (outcome in ('ok', 'not_modified')) as good_at
    from raw.fetch
    where kind = 'feed' and feed_id is not null
    group by feed_id
),
final as (
    select
        latest.feed_id,
        case
            when latest.outcome not in ('ok', 'not_modified') then 'failing'
            when latest.is_silent then 'silent'
            else 'ok'
        end as state,
        latest.outcome as last_outcome,
        request.tried_at,
        request.good_at,
        latest.last_entry_at,
        latest.quiet_hours,
        latest.usual_gap_hours,
        latest.error
    from latest
    inner join request using (feed_id)
)
select * from final order by state = 'ok', state, good_at nulls first, quiet_hours desc, feed_id
