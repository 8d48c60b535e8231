create table core.near_duplicate (
    version_id varchar not null,
    other_version_id varchar not null,
    article_id varchar not null,
    other_article_id varchar not null,
    jaccard double not null,
    containment double not null,
    verdict varchar not null,
    reason varchar not null,
    recorded_at timestamp not null
)
