select version_id, other_version_id, verdict, reason
from core.near_duplicate
where version_id in (select version_id from reread_version)
    and other_version_id in (select version_id from reread_version)
