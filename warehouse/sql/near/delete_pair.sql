delete from core.near_duplicate
where exists (
    select 1 from incoming
    where incoming.version_id = near_duplicate.version_id
        and incoming.other_version_id = near_duplicate.other_version_id
)
