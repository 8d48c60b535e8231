-- mart.source_view without the names of claimants that the registry lacks.
select view.* replace (
    case when starts_with(source_id, 'name:') then 'unnamed-' || left(md5(source_id), 10) else source_id end as source_id,
    case when starts_with(source_id, 'name:') then null else name end as name
)
from mart.source_view as view
order by role, source_id
