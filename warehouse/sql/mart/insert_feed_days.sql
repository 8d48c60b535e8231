-- The feeds on each of the days (UTC): what they answered, what came of it, and whether they kept to their rhythm.
insert into mart.daily_feed_health by name
with request as (
    select *, fetched_at::date as fetch_date, outcome in ('ok', 'not_modified') as is_good
    from raw.fetch
    where feed_id is not null and kind in ('feed', 'page') and fetched_at::date between $first_day and $last_day
),
asked as (
    select * from request where kind = 'feed'
),
day as (
    select feed_id, fetch_date, any_value(outlet_id) as outlet_id, max(fetched_at) as judged_at
    from request
    group by all
),
answer as (
    select
        feed_id,
        fetch_date,
        count(*) as fetch_count,
        count(*) filter (outcome = 'ok') as ok_count,
        count(*) filter (outcome = 'not_modified') as not_modified_count,
        count(*) filter (not is_good) as failed_count,
        arg_max(outcome, fetched_at) as outcome,
        arg_max(error, fetched_at) filter (not is_good) as error,
        sum(entry_count) as entry_count,
        -- What was never sent (a host that asked for patience, an address that robots.txt forbids) took no time.
        median(elapsed_ms) filter (elapsed_ms > 0) as elapsed_ms_median,
        max(elapsed_ms) as elapsed_ms_max
    from asked
    group by all
),
failure as (
    select feed_id, fetch_date, map(list(outcome order by outcome), list(times order by outcome)) as failures
    from (select feed_id, fetch_date, outcome, count(*) as times from asked where not is_good group by all)
    group by all
),
-- An item is new under an address that its feed never listed before, else changed; a run asks a feed once.
listed as (
    select asked.feed_id, asked.fetch_date, entry.url, entry.seen_at, entry.entry_id
    from asked
    inner join raw.feed_entry as entry using (feed_id, run_id)
),
first_listed as (
    select feed_id, url, arg_min(entry_id, (seen_at, entry_id)) as entry_id
    from raw.feed_entry
    where (feed_id, url) in (select (feed_id, url) from listed)
    group by all
),
entry as (
    select
        listed.feed_id,
        listed.fetch_date,
        count(first_listed.entry_id) as new_entry_count,
        count(*) - count(first_listed.entry_id) as changed_entry_count
    from listed
    left join first_listed using (feed_id, entry_id)
    group by all
),
page as (
    select feed_id, fetch_date, count(*) as page_count, count(*) filter (outcome = 'ok' and error is null) as kept_count
    from request
    where kind = 'page'
    group by all
),
reason as (
    select feed_id, fetch_date, told.key as reason, told.value as times
    from (select feed_id, fetch_date, unnest(map_entries(dropped)) as told from asked)
    union all
    select feed_id, fetch_date, case when outcome = 'ok' then error else 'page_' || outcome end, 1
    from request
    where kind = 'page' and (not is_good or outcome = 'ok' and error is not null)
),
drop_ as (
    select feed_id, fetch_date, map(list(reason order by reason), list(times order by reason)) as dropped
    from (select feed_id, fetch_date, reason, sum(times)::bigint as times from reason group by all)
    group by all
),
-- When the feed's items came out, as far as was known on the day: publication, and never later than we saw them.
arrival as (
    select feed_id, seen_at, least(published_at, seen_at) as arrived_at
    from raw.feed_entry
    where feed_id in (select feed_id from day)
),
newest as (
    select day.feed_id, day.fetch_date, day.judged_at, max(arrival.arrived_at) as last_entry_at
    from day
    inner join arrival on arrival.feed_id = day.feed_id and arrival.seen_at <= day.judged_at
    group by all
),
recent as (
    select distinct newest.feed_id, newest.fetch_date, arrival.arrived_at
    from newest
    inner join arrival
        on arrival.feed_id = newest.feed_id
        and arrival.seen_at <= newest.judged_at
        and arrival.arrived_at >= newest.last_entry_at - interval 28 days
),
gap as (
    select
        feed_id,
        fetch_date,
        date_diff('second', lag(arrived_at) over (feed order by arrived_at), arrived_at) / 3600 as hours
    from recent
    window feed as (partition by feed_id, fetch_date)
),
-- Nine tenths of the four weeks before its last item lay in gaps no longer than the usual one. Weighing gaps by their
-- length lets the quiet of nights and days of rest count for what it is, however many items the working hours bring.
weighed as (
    select
        feed_id,
        fetch_date,
        hours,
        sum(hours) over (feed order by hours rows unbounded preceding) / sum(hours) over feed as share,
        count(*) over feed as gap_count
    from gap
    where hours > 0
    window feed as (partition by feed_id, fetch_date)
),
usual as (
    select feed_id, fetch_date, min(hours) as usual_gap_hours
    from weighed
    where share >= 0.9 and gap_count >= 3
    group by all
),
rhythm as (
    select
        newest.feed_id,
        newest.fetch_date,
        newest.last_entry_at,
        date_diff('second', newest.last_entry_at, newest.judged_at) / 3600 as quiet_hours,
        usual.usual_gap_hours
    from newest
    left join usual using (feed_id, fetch_date)
),
-- Silent: nothing new for twice the usual gap, and for half a day at least; a week where no rhythm is known yet.
final as (
    select
        day.feed_id,
        day.outlet_id,
        day.fetch_date,
        coalesce(answer.fetch_count, 0) as fetch_count,
        coalesce(answer.ok_count, 0) as ok_count,
        coalesce(answer.not_modified_count, 0) as not_modified_count,
        coalesce(answer.failed_count, 0) as failed_count,
        coalesce(failure.failures, map()) as failures,
        answer.outcome,
        answer.error,
        coalesce(answer.entry_count, 0) as entry_count,
        coalesce(entry.new_entry_count, 0) as new_entry_count,
        coalesce(entry.changed_entry_count, 0) as changed_entry_count,
        coalesce(page.page_count, 0) as page_count,
        coalesce(page.kept_count, 0) as kept_count,
        coalesce(drop_.dropped, map()) as dropped,
        answer.elapsed_ms_median,
        answer.elapsed_ms_max,
        rhythm.last_entry_at,
        round(rhythm.usual_gap_hours, 1) as usual_gap_hours,
        round(rhythm.quiet_hours, 1) as quiet_hours,
        case
            when rhythm.last_entry_at is null then coalesce(answer.ok_count > 0 and answer.entry_count = 0, false)
            else rhythm.quiet_hours > greatest(12, 2 * coalesce(rhythm.usual_gap_hours, 84))
        end as is_silent,
        answer.ok_count + answer.not_modified_count > 0 and not is_silent as is_alive
    from day
    left join answer using (feed_id, fetch_date)
    left join failure using (feed_id, fetch_date)
    left join entry using (feed_id, fetch_date)
    left join page using (feed_id, fetch_date)
    left join drop_ using (feed_id, fetch_date)
    left join rhythm using (feed_id, fetch_date)
)
select * replace (coalesce(is_alive, false) as is_alive) from final
