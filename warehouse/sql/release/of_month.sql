-- The releases of a month, the newest first.
select * from meta.release where month_start_date = $month_start_date order by version desc
