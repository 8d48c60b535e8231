-- The articles that place a name, each with its text.
select
    lesson.name, lesson.kind, lesson.governorate_code, article.outlet_id, article.url, version.version_id,
    version.known_at, version.title, version.text
from core.place_lesson as lesson
join core.article_version as version on version.version_id = lesson.version_id
join core.article as article on article.article_id = version.article_id
where lesson.name_key = $name_key
order by version.known_at, version.version_id
