-- The names that later texts may be read with.
select
    name_key,
    governorate_code,
    name,
    kind,
    status = 'approved' as is_approved,
    $recorded_at::timestamp as recorded_at,
    null::timestamp as superseded_at
from mart.learnt_place
where status in ('approved', 'learnt')
