delete from core.story where article_id in (select article_id from incoming)
