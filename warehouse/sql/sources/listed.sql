-- Claimants and outlets of the registry, and claimants that it lacks, with what they told.
with registered as (
    select
        'claimant' as role, claimant_id as source_id, name, kind, side, whom, is_generic, null as country_code,
        (select count(*) from core.claimant_name as name where name.claimant_id = claimant.claimant_id) as name_count
    from core.claimant as claimant
    union all
    select 'outlet', outlet_id, name, kind, side, null, null, country_code, null from core.outlet
),
decided as (
    select distinct role, source_id from core.source_decision where undone_at is null
)
select
    coalesce(told.role, registered.role) as role,
    coalesce(told.source_id, registered.source_id) as source_id,
    coalesce(registered.name, told.name) as name,
    coalesce(registered.kind, told.kind) as kind,
    registered.side,
    registered.whom,
    registered.is_generic,
    registered.country_code,
    registered.name_count,
    registered.source_id is not null as is_registered,
    decided.source_id is not null as is_decided,
    coalesce(told.claim_count, 0) as claim_count,
    coalesce(told.incident_count, 0) as incident_count,
    told.alone_share,
    told.ratio_to_best,
    told.hours_behind,
    told.revised_up_count,
    told.revised_down_count
from mart.source_view as told
full join registered on registered.role = told.role and registered.source_id = told.source_id
left join decided
    on decided.role = coalesce(told.role, registered.role)
    and decided.source_id = coalesce(told.source_id, registered.source_id)
order by 1, claim_count desc, source_id
