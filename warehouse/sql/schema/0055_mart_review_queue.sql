-- What waits for an analyst, the most people in the greatest doubt first. What was reviewed is not in it while its state
-- stays as it was.
create or replace view mart.review_queue as
with final as (
    select item.* exclude (is_reviewed), coalesce(incident.review_status, 'none') as review_status
    from core.review_item as item
    left join mart.incident as incident on incident.incident_id = item.incident_id
    where not item.is_reviewed
)
select * from final order by score desc, item_id
