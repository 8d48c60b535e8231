create table core.incident_claim (
    incident_id varchar not null,
    claim_id varchar not null,
    event_id varchar not null,
    relation varchar not null,
    is_live boolean not null,
    link_score double,
    recorded_at timestamp not null,
    superseded_at timestamp
)
