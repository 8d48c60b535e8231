-- One decision on the name of a place.
select name_key, governorate_code, name from core.place_decision where decision_id = $decision_id
