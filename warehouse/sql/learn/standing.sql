select name_key, governorate_code, name, kind, is_approved
from core.learnt_place
where superseded_at is null
order by name_key, governorate_code
