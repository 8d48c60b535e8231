create table meta.backfill_day (
    source varchar not null,
    source_place varchar not null,
    outlet_id varchar not null,
    source_date date not null,
    status varchar not null,
    fingerprint varchar,
    candidate_count integer not null,
    article_count integer not null,
    problem_count integer not null,
    resume_key varchar,
    error varchar,
    run_id varchar not null,
    recorded_at timestamp not null
)
