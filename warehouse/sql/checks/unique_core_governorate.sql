-- governorate_code names one row of core.governorate.
select governorate_code, count(*) as copies from core.governorate group by governorate_code having count(*) > 1
