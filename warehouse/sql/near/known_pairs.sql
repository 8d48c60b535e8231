-- Pairs compared before whose verdict may change, since the coder now reads one of them differently.
select version_id, other_version_id, article_id, other_article_id, jaccard, containment
from core.near_duplicate
where version_id in (select version_id from reread_version)
    or other_version_id in (select version_id from reread_version)
