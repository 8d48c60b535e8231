-- All releases, the newest month and version first, each with what replaced it and how much of it is otherwise now.
with changed as (
    select
        release_id,
        count(*) filter (kind = 'incident') as changed_incident_count,
        count(*) filter (kind = 'day') as changed_day_count
    from mart.release_errata
    group by all
)
select
    release.*,
    lead(release.release_id) over (partition by month_start_date order by version) as replaced_by,
    coalesce(changed.changed_incident_count, 0) as changed_incident_count,
    coalesce(changed.changed_day_count, 0) as changed_day_count
from meta.release as release
left join changed using (release_id)
order by month_start_date desc, version desc
