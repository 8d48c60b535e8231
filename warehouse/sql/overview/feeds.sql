-- How each feed answered last, and since when it has not answered well.
with answer as (
    select feed_id, outcome, outcome in ('ok', 'not_modified') as is_good, fetched_at, entry_count, error
    from raw.fetch
    where kind = 'feed' and feed_id is not null
),
final as (
    select
        feed_id,
        arg_max(outcome, fetched_at) as last_outcome,
        max(fetched_at) as tried_at,
        max(fetched_at) filter (where is_good) as good_at,
        arg_max(error, fetched_at) as error
    from answer
    group by feed_id
)
select * from final order by good_at nulls first, feed_id
