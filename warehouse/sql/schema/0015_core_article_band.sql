create table core.article_band (
    band_hash ubigint not null,
    version_id varchar not null,
    published_date date,
    recorded_at timestamp not null
)
