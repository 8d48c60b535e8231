-- The largest and the newest incidents of the range.
with ranked as (
    select
        *,
        row_number() over (
            order by killed_best desc nulls last, killed_high desc nulls last, injured_best desc nulls last, incident_id
        ) as size_rank,
        row_number() over (
            order by event_date desc nulls last, killed_best desc nulls last, injured_best desc nulls last, incident_id
        ) as age_rank
    from report_incident
)
select ranked.*, governorate.name_ar, governorate.name_en
from ranked
left join core.governorate as governorate using (governorate_code)
where size_rank <= $largest or age_rank <= $newest
order by size_rank
