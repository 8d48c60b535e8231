-- The last word on a learnt name in a governorate.
select decision, author, made_at, reason from mart.learnt_place
where name_key = $name_key and governorate_code = $governorate_code
