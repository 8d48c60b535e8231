-- mart.change up to an instant.
select change.* replace (source.public_key as source_key)
from mart.change as change
left join export_source as source on source.source_key = change.source_key
where change.recorded_at <= $known
order by change.recorded_at, change.incident_id
