-- Those that wait for an analyst first, the best told before the others.
select
    name, kind, governorate_code, status, source_count, article_count, first_seen_at, author, reason, made_at, name_key
from mart.learnt_place
where $name_key is null or name_key = $name_key
order by
    list_position(['disputed', 'waiting', 'learnt', 'approved', 'refused'], status),
    source_count desc, article_count desc, name, governorate_code
