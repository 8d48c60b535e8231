select article_id, url from core.article where article_id in (select article_id from wanted_article)
