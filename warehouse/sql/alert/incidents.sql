-- The incidents that changed, with what an alert may tell of them. Sources are named only where the
-- registries know them: words of an article could name persons.
with final as (
    select
        incident.*,
        governorate.name_ar as governorate_name_ar,
        (
            select list(distinct coalesce(claimant.name, outlet.name) order by coalesce(claimant.name, outlet.name))
            from (select unnest(incident.sources) as source_key) as source
            left join core.claimant as claimant
                on claimant.claimant_id = split_part(source.source_key, '@', 1)
            left join core.outlet as outlet on outlet.outlet_id = source.source_key
            where coalesce(claimant.name, outlet.name) is not null
        ) as source_names
    from mart.incident as incident
    left join core.governorate as governorate using (governorate_code)
    where incident.incident_id in (select incident_id from changed)
)
select * from final order by incident_id
