select count(*) as item_count from mart.review_queue where $reason::varchar is null or reason = $reason
