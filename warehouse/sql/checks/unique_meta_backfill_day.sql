-- A day of a source has one checkpoint.
select source, source_place, outlet_id, source_date from meta.backfill_day group by all having count(*) > 1
