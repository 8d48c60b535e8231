-- version_id names one row of core.extraction.
select version_id, count(*) as copies from core.extraction group by version_id having count(*) > 1
