-- A release has one row, and a month one release of each version.
select release_id from meta.release group by all having count(*) > 1
union all
select release_id from meta.release
qualify count(*) over (partition by month_start_date, version) > 1
