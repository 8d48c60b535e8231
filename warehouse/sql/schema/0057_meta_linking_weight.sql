create table meta.linking_weight (
    weight_name varchar not null,
    weight double not null,
    recorded_at timestamp not null
)
