-- A day's figures are low <= best <= high and its status adds up.
select country_code, governorate_code, event_date, killed_low, killed_best, killed_high
from mart.daily_governorate_casualties
where killed_low > killed_best or killed_best > killed_high
    or injured_low > injured_best or injured_best > injured_high
    or killed_civilian + killed_combatant + killed_unknown <> killed_best
    or least(killed_low, killed_civilian, killed_combatant, killed_unknown, killed_unitemised) < 0
