create table raw.feed_entry (
    entry_id varchar not null,
    feed_id varchar not null,
    outlet_id varchar,
    run_id varchar,
    url varchar,
    title varchar,
    summary varchar,
    guid varchar,
    published_at timestamp,
    published_raw varchar,
    updated_at timestamp,
    seen_at timestamp not null,
    recorded_at timestamp not null
)
