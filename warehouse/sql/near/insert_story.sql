insert into core.story by name select * from incoming
