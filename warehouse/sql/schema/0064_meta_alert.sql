create table meta.alert (
    alert_id varchar not null,
    rule varchar not null,
    kind varchar not null,
    subject_id varchar not null,
    threshold varchar not null,
    message varchar not null,
    destination varchar,
    run_id varchar,
    raised_at timestamp not null,
    status varchar not null,
    try_count integer not null,
    tried_at timestamp,
    told_at timestamp,
    error varchar
)
