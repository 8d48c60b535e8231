-- Which of these articles are held: their versions, since when the newest is known, and when it was received.
select
    article_id,
    list(version_id order by known_at) as version_ids,
    max(known_at) as known_at,
    arg_max(fetched_at, known_at) as fetched_at
from core.article_version
where article_id in (select unnest($article_ids))
group by article_id
order by article_id
