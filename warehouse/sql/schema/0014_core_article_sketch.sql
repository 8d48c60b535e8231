create table core.article_sketch (
    version_id varchar not null,
    article_id varchar not null,
    algorithm varchar not null,
    bands ubigint[] not null,
    sentences ubigint[] not null,
    shingles ubigint[] not null,
    recorded_at timestamp not null
)
