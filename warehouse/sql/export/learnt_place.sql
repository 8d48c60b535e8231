-- mart.learnt_place without the analysts' names and their free words.
select * exclude (author, reason) from mart.learnt_place order by name_key, governorate_code
