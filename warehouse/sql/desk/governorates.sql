-- Names of all governorates.
select governorate_code, country_code, name_ar, name_en
from core.governorate
order by country_code <> 'SY', country_code, governorate_code
