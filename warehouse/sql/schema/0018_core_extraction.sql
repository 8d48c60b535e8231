create table core.extraction (
    version_id varchar not null,
    article_id varchar not null,
    coder_version varchar not null,
    event_count integer not null,
    recorded_at timestamp not null
)
