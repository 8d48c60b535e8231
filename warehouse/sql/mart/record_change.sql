-- Days whose figures are others than before; a day that had no row, or has none now, had or has zeros.
insert into core.day_change by name
with later as (
    select * from mart.daily_governorate_casualties
    where coalesce(event_date, period_start) between $first_day and $last_day
        and ($days::date[] is null or list_contains($days::date[], coalesce(event_date, period_start)))
),
final as (
    select
        $run_id as run_id,
        coalesce(later.country_code, earlier.country_code) as country_code,
        coalesce(later.governorate_code, earlier.governorate_code) as governorate_code,
        coalesce(later.event_date, earlier.event_date) as event_date,
        coalesce(later.period_start, earlier.period_start) as period_start,
        coalesce(later.period_end, earlier.period_end) as period_end,
        coalesce(earlier.killed_low, 0) as killed_low_before,
        coalesce(later.killed_low, 0) as killed_low_after,
        coalesce(earlier.killed_best, 0) as killed_best_before,
        coalesce(later.killed_best, 0) as killed_best_after,
        coalesce(earlier.killed_high, 0) as killed_high_before,
        coalesce(later.killed_high, 0) as killed_high_after,
        coalesce(earlier.injured_best, 0) as injured_best_before,
        coalesce(later.injured_best, 0) as injured_best_after,
        $recorded_at as recorded_at
    from later
    full join earlier_day as earlier
        on later.country_code is not distinct from earlier.country_code
        and later.governorate_code is not distinct from earlier.governorate_code
        and later.event_date is not distinct from earlier.event_date
        and later.period_start is not distinct from earlier.period_start
        and later.period_end is not distinct from earlier.period_end
)
select * from final
where (killed_low_before, killed_best_before, killed_high_before, injured_best_before)
    is distinct from (killed_low_after, killed_best_after, killed_high_after, injured_best_after)
