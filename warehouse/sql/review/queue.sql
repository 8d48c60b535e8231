-- The first items of the queue, or of one reason.
select * from mart.review_queue
where $reason::varchar is null or reason = $reason
order by score desc, item_id
limit $limit
