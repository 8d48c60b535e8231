create table core.source_decision (
    decision_id varchar not null,
    ordinal integer not null,
    kind varchar not null,
    role varchar not null,
    source_id varchar not null,
    column_name varchar,
    value varchar,
    value_key varchar,
    value_before varchar,
    reason varchar not null,
    author varchar not null,
    made_at timestamp not null,
    undone_at timestamp,
    undone_by varchar
)
