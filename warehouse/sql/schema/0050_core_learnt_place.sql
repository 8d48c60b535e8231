create table core.learnt_place (
    name_key varchar not null,
    governorate_code varchar not null,
    name varchar not null,
    kind varchar not null,
    is_approved boolean not null,
    recorded_at timestamp not null,
    superseded_at timestamp
)
