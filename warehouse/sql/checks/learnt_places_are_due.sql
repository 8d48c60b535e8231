-- The learnt places that stand are those that evidence and decisions amount to.
select name_key, governorate_code from core.learnt_place where superseded_at is null
except all
select name_key, governorate_code from mart.learnt_place where status in ('approved', 'learnt')
