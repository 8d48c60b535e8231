create table core.place_decision (
    decision_id varchar not null,
    decision varchar not null,
    name_key varchar not null,
    governorate_code varchar,
    name varchar not null,
    kind varchar not null,
    reason varchar,
    author varchar not null,
    made_at timestamp not null
)
