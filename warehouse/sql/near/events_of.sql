-- What the compared texts say: the day, place and counts of each standing event.
select
    version_id, governorate_code, country_code, place_key, place_keys, place_id, event_date, date_basis, date_precision, retold, scope,
    killed_low, killed_high, injured_low, injured_high, known_at
from core.standing_event
join (
    select version_id, known_at from core.article_version
    where version_id in (select version_id from compared_version)
) as version using (version_id)
where version_id in (select version_id from compared_version)
order by version_id, ordinal
