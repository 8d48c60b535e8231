-- The largest incidents that no governorate, or no day, could be given.
select
    incident.*,
    case
        when governorate_code is null and event_date is null then 'unplaced_undated'
        when governorate_code is null then 'unplaced'
        else 'undated'
    end as remainder,
    governorate.name_ar,
    governorate.name_en
from report_incident as incident
left join core.governorate as governorate using (governorate_code)
where governorate_code is null or event_date is null
order by killed_best desc nulls last, injured_best desc nulls last, incident_id
limit $most
