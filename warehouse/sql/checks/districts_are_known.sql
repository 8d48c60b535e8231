-- District and subdistrict of an event are in core.district, once that is loaded, and lie in its governorate.
select event.event_id, event.governorate_code, event.admin2_code, event.admin3_code
from core.casualty_event as event
left join core.district as district on district.unit_code = event.admin2_code and district.unit_level = 2
left join core.district as subdistrict on subdistrict.unit_code = event.admin3_code and subdistrict.unit_level = 3
where event.superseded_at is null and event.recorded_at >= $since
    and (event.admin2_code is not null or event.admin3_code is not null)
    and exists (select 1 from core.district)
    and (
        district.governorate_code is distinct from event.governorate_code
        or (event.admin3_code is not null and subdistrict.district_code is distinct from event.admin2_code)
    )
