create table meta.load (
    run_id varchar,
    table_name varchar not null,
    added_count bigint not null,
    updated_count bigint not null,
    unchanged_count bigint not null,
    recorded_at timestamp not null
)
