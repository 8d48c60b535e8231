create table core.event_victim (
    event_id varchar not null,
    ordinal integer not null,
    victim_group varchar not null,
    outcome varchar not null,
    count_low integer not null,
    count_high integer,
    quantifier varchar not null,
    side varchar,
    recorded_at timestamp not null,
    superseded_at timestamp
)
