create table core.claimant (
    claimant_id varchar not null,
    name varchar not null,
    kind varchar not null,
    side varchar,
    whom varchar not null,
    is_generic boolean not null,
    recorded_at timestamp not null
)
