-- mart.release_errata without the analysts' names.
select * exclude (authors) from mart.release_errata order by all
