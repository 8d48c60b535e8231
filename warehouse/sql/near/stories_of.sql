-- The stories that the given articles are in, with all their members; a story bears the name of its first article, which
-- has a row of its own only if it was another's once.
with named as (
    select article_id as story_id from frontier
    union
    select story_id from core.story where article_id in (select article_id from frontier)
)
select article_id, story_id from core.story where story_id in (select story_id from named)
