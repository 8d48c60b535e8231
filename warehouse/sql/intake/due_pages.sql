-- Pages of articles that tell of casualties, read 1, 6, 24 or 72 hours ago and not since: the newest wording of each.
with telling as (
    select distinct version.run_id, version.fetched_at
    from core.article_version as version
    inner join core.casualty_event as event using (article_id)
    where event.superseded_at is null and version.fetched_at >= $since
),
page as (
    select url, feed_id, min(fetched_at) as first_at
    from raw.fetch
    semi join telling using (run_id, fetched_at)
    where kind = 'page' and feed_id is not null
    group by url, feed_id
),
due as (
    select
        page.url,
        page.feed_id,
        max(step.due_at) as due_at
    from page
    cross join (select unnest([1, 6, 24, 72]) as hours) as hour
    cross join lateral (select page.first_at + to_hours(hour.hours) as due_at) as step
    where step.due_at <= $now
    group by page.url, page.feed_id
),
last_read as (
    select
        url,
        max(fetched_at) filter (where not list_contains($passing, outcome)) as settled_at,
        arg_max({etag: etag, last_modified: last_modified}, fetched_at) filter (where outcome = 'ok') as validators
    from raw.fetch
    semi join due using (url)
    where kind = 'page'
    group by url
),
entry as (
    select * exclude (recorded_at)
    from raw.feed_entry
    semi join due using (feed_id, url)
    qualify row_number() over (partition by feed_id, url order by seen_at desc, entry_id) = 1
),
final as (
    select entry.*, last_read.validators.etag, last_read.validators.last_modified
    from due
    inner join last_read using (url)
    inner join entry using (feed_id, url)
    where last_read.settled_at < due.due_at
)
select * from final order by seen_at, entry_id
