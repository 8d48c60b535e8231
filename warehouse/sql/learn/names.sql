select name_key from core.place_lesson
union
select name_key from core.place_decision
union
select name_key from core.learnt_place
