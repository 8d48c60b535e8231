-- What waits for an analyst, the most people in the greatest doubt first. What was reviewed is not in it while its state
-- stays as it was.
create or replace view mart.review_queue as
with final as (
    select * exclude (is_reviewed) from core.review_item where not is_reviewed
)
select * from final order by score desc, item_id
