-- A text teaches a name in a governorate once.
select version_id, name_key, governorate_code, count(*) as copies
from core.place_lesson
group by version_id, name_key, governorate_code
having count(*) > 1
