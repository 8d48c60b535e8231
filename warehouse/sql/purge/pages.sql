-- When the pages of forgotten texts came, and the article's address where no text of it is left.
select fetched_at, case when not is_left then url_key end as url_key
from (
    select version.fetched_at, version.text, article.url_key,
        bool_or(version.text is not null) over (partition by version.article_id) as is_left
    from core.article_version as version
    join core.article as article on article.article_id = version.article_id
)
where text is null
