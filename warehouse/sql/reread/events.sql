-- What the coder said of these texts so far.
select
    version_id, ordinal,
    killed_low, killed_high, injured_low, injured_high, missing_low, missing_high, detained_low, detained_high,
    casualties_low, casualties_high,
    scope, event_date, place, governorate_code, country_code, actor, weapon, target, circumstance, retold, claimant
from core.casualty_event
where superseded_at is null and version_id in (select unnest($version_ids))
order by version_id, ordinal
