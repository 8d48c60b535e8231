-- Events that standing corrections of reread texts concern: their claims are made again.
select event_id from core.correction
where event_id is not null
    and (
        version_id in (select version_id from reread_version)
        or other_version_id in (select version_id from reread_version)
    )
union
select other_event_id from core.correction
where other_event_id is not null
    and (
        version_id in (select version_id from reread_version)
        or other_version_id in (select version_id from reread_version)
    )
