insert into core.article_band by name select * from new_band
