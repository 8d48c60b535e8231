create table core.incident_change (
    run_id varchar,
    incident_id varchar not null,
    change varchar not null,
    other_incident_id varchar,
    reason varchar,
    claim_id varchar,
    killed_best_before bigint,
    killed_best_after bigint,
    event_date_before date,
    event_date_after date,
    recorded_at timestamp not null
)
