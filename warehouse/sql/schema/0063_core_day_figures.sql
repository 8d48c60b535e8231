-- The figures of a day that releases publish, nothing told being none: two ways to a day agree if these do.
create or replace macro core.day_figures(told) as (
    coalesce(told.killed_low, 0), coalesce(told.killed_best, 0), coalesce(told.killed_high, 0),
    coalesce(told.injured_low, 0), coalesce(told.injured_best, 0), coalesce(told.injured_high, 0),
    coalesce(told.missing_best, 0), coalesce(told.detained_best, 0), coalesce(told.casualties_best, 0),
    coalesce(told.remains_best, 0), coalesce(told.custody_best, 0)
)
