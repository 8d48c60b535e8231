-- What of a release is otherwise now: days, then incidents, in the order of time, with the remarks of analysts.
select
    errata.*,
    (
        select list(distinct correction.reason order by correction.reason)
        from core.correction as correction
        where correction.correction_id in (select unnest(errata.correction_ids))
    ) as remarks
from mart.release_errata as errata
where errata.release_id = $release_id
order by kind, coalesce(event_date, period_start), governorate_code, incident_id
