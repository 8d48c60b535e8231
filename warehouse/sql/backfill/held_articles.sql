-- When the text of these articles was last received; those read from files without a request have no such instant.
select article_id, max(fetched_at) as fetched_at
from core.article_version
where article_id in (select unnest($article_ids))
group by article_id
order by article_id
