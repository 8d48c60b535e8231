insert into core.correction by name select * from incoming
