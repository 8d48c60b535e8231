create table core.event_span (
    event_id varchar not null,
    ordinal integer not null,
    alternative_ordinal integer,
    field varchar not null,
    span_start integer not null,
    span_end integer not null,
    role varchar not null,
    recorded_at timestamp not null,
    superseded_at timestamp
)
