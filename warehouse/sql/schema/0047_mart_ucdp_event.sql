-- Incidents in the columns of UCDP's Georeferenced Event Dataset, for those who read that; a view, no coding decision of
-- UCDP's: what its coders judge (dyads, the type of violence) is left out.
create or replace view mart.ucdp_event as
select
    incident_id as id,
    coalesce(year(event_date), year(period_start)) as year,
    array_to_string(urls, ';') as source_article,
    article_count as number_of_sources,
    case when place_precision in (1, 2, 3, 4, 6) then place_precision end as where_prec,
    coalesce(place, governorate_name) as where_description,
    governorate_name as adm_1,
    latitude,
    longitude,
    country_code as country,
    case
        when period_start is not null and period_end - period_start <= 6 then 3
        when period_start is not null then 4
        when date_precision in ('day', 'night') then 1
        when date_precision = 'publication' then 2
        else 5
    end as date_prec,
    coalesce(event_date, period_start) as date_start,
    coalesce(event_date, period_end) as date_end,
    killed_civilian as deaths_civilians,
    killed_combatant as deaths_combatants,
    killed_unknown as deaths_unknown,
    killed_best as best,
    killed_high as high,
    killed_low as low
from mart.incident
where killed_best is not null and not is_told_in_parts
