-- The places of the incidents of these countries and days, to find what a name in Latin letters means.
select distinct governorate_code, place, place_key
from core.incident
where closed_at is null
    and country_code in (select unnest($countries::varchar[]))
    and coalesce(event_date, period_start) between $first_day::date - 1 and $last_day::date + 1
    and place is not null
    and place_key is not null
