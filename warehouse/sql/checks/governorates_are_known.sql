-- A governorate of an event is in core.governorate, once that is loaded.
select distinct governorate_code from core.casualty_event
where superseded_at is null and recorded_at >= $since and governorate_code is not null
    and exists (select 1 from core.governorate)
    and governorate_code not in (select governorate_code from core.governorate)
