-- The newest release of each month whose days are otherwise now because of an incident that changed: the killed of its
-- days as published and as they are held now, and how many of its incidents are otherwise.
with newest as (
    select release_id, month_start_date
    from meta.release
    qualify row_number() over (partition by month_start_date order by version desc) = 1
),
wanted as (
    select errata.*
    from mart.release_errata as errata
    join newest using (release_id)
    where (len($countries::varchar[]) = 0 or list_contains($countries::varchar[], errata.country_code))
        and (len($governorates::varchar[]) = 0 or list_contains($governorates::varchar[], errata.governorate_code))
),
moved as (
    select
        release_id,
        sum(killed_low_after - killed_low_before) filter (kind = 'day') as killed_low_more,
        sum(killed_best_after - killed_best_before) filter (kind = 'day') as killed_best_more,
        sum(killed_high_after - killed_high_before) filter (kind = 'day') as killed_high_more,
        count(*) filter (kind = 'incident') as incident_count
    from wanted
    group by release_id
    having bool_or(list_has_any(incident_ids, (select list(incident_id) from changed)))
),
published as (
    select
        release_id, sum(killed_low) as killed_low, sum(killed_best) as killed_best, sum(killed_high) as killed_high
    from meta.release_day
    where (len($countries::varchar[]) = 0 or list_contains($countries::varchar[], country_code))
        and (len($governorates::varchar[]) = 0 or list_contains($governorates::varchar[], governorate_code))
    group by release_id
),
final as (
    select
        newest.release_id,
        newest.month_start_date,
        moved.incident_count,
        coalesce(published.killed_low, 0)::bigint as killed_low_before,
        coalesce(published.killed_best, 0)::bigint as killed_best_before,
        coalesce(published.killed_high, 0)::bigint as killed_high_before,
        (killed_low_before + coalesce(moved.killed_low_more, 0))::bigint as killed_low_after,
        (killed_best_before + coalesce(moved.killed_best_more, 0))::bigint as killed_best_after,
        (killed_high_before + coalesce(moved.killed_high_more, 0))::bigint as killed_high_after
    from moved
    join newest using (release_id)
    left join published using (release_id)
)
select * from final
where (killed_low_before, killed_best_before, killed_high_before)
    <> (killed_low_after, killed_best_after, killed_high_after)
order by release_id
