create table core.article_version (
    version_id varchar not null,
    article_id varchar not null,
    run_id varchar,
    title varchar using compression zstd,
    text varchar using compression zstd,
    text_length integer not null,
    known_at timestamp not null,
    fetched_at timestamp,
    recorded_at timestamp not null,
    replaced_at timestamp
)
