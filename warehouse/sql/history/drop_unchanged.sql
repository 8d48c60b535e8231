drop table if exists unchanged
