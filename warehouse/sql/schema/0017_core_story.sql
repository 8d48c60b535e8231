create table core.story (
    article_id varchar not null,
    story_id varchar not null,
    recorded_at timestamp not null
)
