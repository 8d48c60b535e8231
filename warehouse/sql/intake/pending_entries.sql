-- Items of the last days whose page could not be read yet, though it may be read later: the newest wording of each.
with recent as (
    select
        * exclude (recorded_at),
        count(*) over (partition by feed_id, url) > 1 as is_changed,
        count(*) over (partition by feed_id, url, title, summary) > 1 as is_stamped
    from raw.feed_entry
    where seen_at >= $since and url is not null
    qualify row_number() over (partition by feed_id, url order by seen_at desc, entry_id) = 1
),
tried as (
    select
        recent.entry_id,
        count(*) as try_count,
        bool_or(not list_contains($passing, request.outcome)) as is_settled
    from recent
    inner join raw.fetch as request
        on request.kind = 'page' and request.url = recent.url and request.fetched_at >= recent.seen_at
    group by recent.entry_id
),
final as (
    select recent.*
    from recent
    left join tried using (entry_id)
    where not coalesce(is_settled, false) and coalesce(try_count, 0) < $most_tries
)
select * from final order by seen_at, entry_id
