create table core.claimant_name (
    claimant_key varchar not null,
    claimant_id varchar not null,
    recorded_at timestamp not null
)
