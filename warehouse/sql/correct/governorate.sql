select name_en, country_code from core.governorate where governorate_code = $governorate_code
