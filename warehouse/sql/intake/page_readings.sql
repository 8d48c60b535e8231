-- When each of these pages was first and last read, and the validators of its last good answer.
with reading as (
    select url, outcome, etag, last_modified, fetched_at
    from raw.fetch
    where kind = 'page' and url in (select unnest($urls)) and not list_contains($passing, outcome)
),
final as (
    select
        url,
        min(fetched_at) as first_at,
        max(fetched_at) as last_at,
        arg_max({etag: etag, last_modified: last_modified}, fetched_at) filter (where outcome = 'ok') as validators
    from reading
    group by url
)
select url, first_at, last_at, validators.etag, validators.last_modified from final order by url
