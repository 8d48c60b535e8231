create table meta.release (
    release_id varchar not null,
    month_start_date date not null,
    version integer not null,
    released_at timestamp not null,
    known_by timestamp,
    note varchar,
    coder_version varchar not null,
    codebook_version varchar not null,
    schema_version varchar not null,
    incident_count bigint not null,
    claim_count bigint not null,
    killed_low bigint not null,
    killed_best bigint not null,
    killed_high bigint not null,
    digest varchar not null
)
