-- Every item, reviewed ones too.
select * from core.review_item
