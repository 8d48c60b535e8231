-- Whether a sum is one of a whole day in one governorate, a rival to that day's total; all others stand beside the days.
create or replace macro core.is_of_day(scope, governorate_code, event_date, period_start, period_end, circumstance) as (
    scope = 'aggregate'
    and governorate_code is not null
    and event_date is not null
    and period_start is not distinct from period_end
    and circumstance not in ('remains', 'custody')
)
