select distinct * from incoming
