-- unit_code names one row of core.district.
select unit_code, count(*) as copies from core.district group by unit_code having count(*) > 1
