select count(*) from unchanged
