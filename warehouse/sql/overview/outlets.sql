-- Each outlet's articles, the newest of them, and how long ago that was.
with counted as (
    select outlet_id, count(*) as article_count, max(published_at) as newest_at
    from core.article
    group by outlet_id
),
final as (
    select
        counted.outlet_id,
        outlet.name,
        counted.article_count,
        counted.newest_at,
        round(date_diff('minute', counted.newest_at, $now) / 60, 1) as newest_hours_ago
    from counted
    left join core.outlet as outlet using (outlet_id)
)
select * from final order by newest_at desc nulls last, outlet_id
