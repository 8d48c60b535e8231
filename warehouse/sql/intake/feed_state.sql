-- The validators of each feed's last good answer, when it was last tried, and how often it has failed since.
with answer as (
    select feed_id, outcome in ('ok', 'not_modified') as is_good, outcome, etag, last_modified, fetched_at
    from raw.fetch
    where kind = 'feed' and feed_id is not null
),
good as (
    select
        feed_id,
        max(fetched_at) as good_at,
        -- Both of one answer: arg_max alone would pass over a newer answer that has none.
        arg_max({etag: etag, last_modified: last_modified}, fetched_at) filter (where outcome = 'ok') as validators
    from answer
    where is_good
    group by feed_id
),
final as (
    select
        answer.feed_id,
        any_value(good.validators.etag) as etag,
        any_value(good.validators.last_modified) as last_modified,
        max(answer.fetched_at) as tried_at,
        arg_max(answer.outcome, answer.fetched_at) as outcome,
        any_value(good.good_at) as good_at,
        count(*) filter (where not is_good and answer.fetched_at > coalesce(good.good_at, '-infinity')) as failure_count
    from answer
    left join good using (feed_id)
    group by answer.feed_id
)
select * from final order by feed_id
