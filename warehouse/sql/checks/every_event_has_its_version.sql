-- An event's version and article are in the warehouse.
select event.event_id, event.version_id, event.article_id
from core.casualty_event as event
left join core.article_version as version using (version_id)
left join core.article as article on article.article_id = event.article_id
where event.recorded_at >= $since
    and (version.version_id is null or article.article_id is null or version.article_id <> event.article_id)
