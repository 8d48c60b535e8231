insert into core.near_duplicate by name select * from incoming
