-- The first and last day of which anything is known, and the instant that the figures are as of.
select
    (select min(event_date) from mart.daily_governorate_casualties) as first_day,
    (select max(event_date) from mart.daily_governorate_casualties) as last_day,
    (select max(event_date) from mart.daily_governorate_casualties where incident_count > 0) as last_day_with_any,
    (select max(recorded_at) from meta.load) as as_of,
    (select any_value(coder_version order by started_at desc) from meta.run) as coder_version
