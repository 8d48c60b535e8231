-- Days that are to be tried again, with what was wrong.
select source, source_place, outlet_id, source_date, status, error, recorded_at
from meta.backfill_day
where status <> 'done'
order by source, source_place, outlet_id, source_date
