create table core.hand_entry (
    version_id varchar not null,
    article_id varchar not null,
    run_id varchar,
    author varchar not null,
    reason varchar not null,
    is_by_hand boolean not null,
    made_at timestamp not null,
    recorded_at timestamp not null
)
