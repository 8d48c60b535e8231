create table core.place_lesson (
    version_id varchar not null,
    article_id varchar not null,
    name_key varchar not null,
    governorate_code varchar not null,
    name varchar not null,
    kind varchar not null,
    recorded_at timestamp not null
)
