-- The days for those who read HXL: names beside codes, and the columns that its hashtags know.
select
    day.country_code, day.governorate_code, governorate.name_en as governorate_name, day.event_date,
    day.period_start, day.period_end,
    day.killed_low, day.killed_best, day.killed_high, day.killed_civilian, day.killed_combatant,
    day.killed_women, day.killed_children,
    day.injured_low, day.injured_best, day.injured_high, day.missing_best, day.detained_best,
    day.incident_count, day.source_count, day.outlets_alive_count
from export_day as day
left join core.governorate as governorate using (governorate_code)
order by all
