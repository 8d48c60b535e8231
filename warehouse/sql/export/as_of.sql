-- The instant that the figures are as of, the days they span, and the coder that read the texts.
select
    (select max(recorded_at) from meta.load) as as_of,
    (select min(event_date) from mart.daily_governorate_casualties where incident_count > 0) as first_day,
    (select max(event_date) from mart.daily_governorate_casualties where incident_count > 0) as last_day,
    (select any_value(coder_version order by started_at desc) from meta.run) as coder_version
