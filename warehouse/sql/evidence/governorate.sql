select name_en, name_ar from core.governorate where governorate_code = $governorate_code
