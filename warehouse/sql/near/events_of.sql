-- What the compared texts say: the day, place and counts of each standing event.
select
    version_id, governorate_code, country_code, place_key, place_keys, place_id, event_date, date_basis, date_precision, retold, scope,
    killed_low, killed_high, injured_low, injured_high
from core.standing_event
where version_id in (select version_id from compared_version)
order by version_id, ordinal
