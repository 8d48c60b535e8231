-- What is known of a source's days: those in a range.
select source_date, status, fingerprint, resume_key, error
from meta.backfill_day
where source = $source
    and source_place = $source_place
    and outlet_id = $outlet_id
    and source_date between $start and $end
order by source_date
