-- Every item, reviewed ones too.
select *, 'none' as review_status from core.review_item
