insert into core.incident by name select * from incoming
