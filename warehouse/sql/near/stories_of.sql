select article_id, story_id from core.story where article_id in (select article_id from frontier)
