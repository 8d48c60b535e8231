select article_id, min(known_at) as known_at
from core.article_version
where article_id in (select article_id from frontier)
group by article_id
