create table meta.run (
    run_id varchar not null,
    flow varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    status varchar,
    parameters varchar,
    coder_version varchar,
    problem_count integer,
    recorded_at timestamp not null
)
