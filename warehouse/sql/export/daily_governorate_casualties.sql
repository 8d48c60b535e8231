-- The days that are exported.
select * from export_day order by all
