-- What the texts just read teach no more, or teach in other words.
delete from core.place_lesson as held
where version_id in (select version_id from incoming_extraction)
    and not exists (
        select 1 from incoming
        where incoming.version_id = held.version_id
            and incoming.name_key = held.name_key
            and incoming.governorate_code = held.governorate_code
            and incoming.name = held.name
            and incoming.kind = held.kind
    )
