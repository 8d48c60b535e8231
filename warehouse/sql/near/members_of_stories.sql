-- The articles that share a story with the given ones, so that a story that falls apart is seen whole.
select article_id
from core.story
where story_id in (select story_id from core.story where article_id in (select article_id from frontier))
