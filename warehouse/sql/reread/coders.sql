-- Which coders read the stored texts last, in the order in which they first did.
select coder_version, min(recorded_at) as first_at, count(*) as text_count
from core.extraction
where version_id not in (select version_id from core.hand_entry where is_by_hand)
group by coder_version
order by first_at, coder_version
