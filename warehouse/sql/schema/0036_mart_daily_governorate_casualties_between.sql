-- The days' figures per governorate, as the world could know them at `known` and this warehouse held them at
-- `recorded`; codebook, «From incidents to days». `first_day` and `last_day` bound the day, or of undated incidents
-- the first day of their period; of these days `only_days` takes some, for a load brings news of today and of last year.
create or replace macro mart.daily_governorate_casualties_between(
    first_day, last_day, known, recorded, only_days := null
) as table
with toll as (
    select *
    from core.incident_toll as toll
    where coalesce(toll.event_date, toll.period_start) between first_day and last_day
        and (only_days is null or list_contains(only_days, coalesce(toll.event_date, toll.period_start)))
        and toll.is_counted
        and toll.known_from <= known and known < toll.known_until
        and toll.recorded_at <= recorded and (toll.superseded_at is null or recorded < toll.superseded_at)
),
-- One count for several places adds to the day only while none of its parts is told.
told_in_parts as (
    select distinct several.incident_id
    from toll as several
    join toll as part
        on part.country_code is not distinct from several.country_code
        and part.governorate_code = several.governorate_code
        and part.event_date = several.event_date
        and core.is_part_of(part.kind, part.place_keys, several.place_keys)
    where several.kind = 'multi_place'
),
additive as (
    select * from toll where incident_id not in (select incident_id from told_in_parts)
),
itemised as (
    select
        country_code,
        governorate_code,
        event_date,
        case when event_date is null then period_start end as period_start,
        case when event_date is null then period_end end as period_end,
        sum(killed_low) filter (circumstance not in ('remains', 'custody')) as killed_low,
        sum(killed_best) filter (circumstance not in ('remains', 'custody')) as killed_best,
        sum(killed_high) filter (circumstance not in ('remains', 'custody')) as killed_high,
        coalesce(bool_or(is_open) filter (circumstance not in ('remains', 'custody')), false) as is_open,
        sum(injured_low) as injured_low,
        sum(injured_best) as injured_best,
        sum(injured_high) as injured_high,
        sum(missing_low) as missing_low,
        sum(missing_best) as missing_best,
        sum(missing_high) as missing_high,
        sum(detained_low) as detained_low,
        sum(detained_best) as detained_best,
        sum(detained_high) as detained_high,
        sum(casualties_low) as casualties_low,
        sum(casualties_best) as casualties_best,
        sum(casualties_high) as casualties_high,
        sum(killed_low) filter (circumstance = 'remains') as remains_low,
        sum(killed_best) filter (circumstance = 'remains') as remains_best,
        sum(killed_high) filter (circumstance = 'remains') as remains_high,
        sum(killed_low) filter (circumstance = 'custody') as custody_low,
        sum(killed_best) filter (circumstance = 'custody') as custody_best,
        sum(killed_high) filter (circumstance = 'custody') as custody_high,
        sum(killed_civilian) filter (circumstance not in ('remains', 'custody')) as killed_civilian,
        sum(killed_presumed_civilian) filter (circumstance not in ('remains', 'custody')) as killed_presumed_civilian,
        sum(killed_combatant) filter (circumstance not in ('remains', 'custody')) as killed_combatant,
        sum(killed_women) filter (circumstance not in ('remains', 'custody')) as killed_women,
        sum(killed_children) filter (circumstance not in ('remains', 'custody')) as killed_children,
        sum(killed_enemy_claimed) as killed_enemy_claimed,
        sum(killed_best) filter (is_vague and circumstance not in ('remains', 'custody')) as killed_vague,
        count(*) as incident_count,
        count(*) filter (is_vague) as vague_incident_count,
        count(*) filter (source_count = 1) as single_source_incident_count
    from additive
    group by all
),
-- From the days' incidents to their claims, not from all claims: the cost is that of the days.
link as materialized (
    select link.claim_id, additive.*
    from core.incident_claim as link
    join additive using (incident_id)
    where link.recorded_at <= recorded and (link.superseded_at is null or recorded < link.superseded_at)
),
-- Who tells of the day: claims of its incidents and sums for the whole day.
telling as (
    select claim.article_id, claim.source_key, link.*
    from core.claim as claim
    join link using (claim_id)
    where claim.known_at <= known and (claim.replaced_at is null or known < claim.replaced_at)
        and claim.recorded_at <= recorded and (claim.superseded_at is null or recorded < claim.superseded_at)
),
day_telling as (
    select claim.*
    from core.claim as claim
    where claim.scope = 'aggregate' and claim.event_date between first_day and last_day
        and (only_days is null or list_contains(only_days, claim.event_date))
        and claim.known_at <= known and (claim.replaced_at is null or known < claim.replaced_at)
        and claim.recorded_at <= recorded and (claim.superseded_at is null or recorded < claim.superseded_at)
        and claim.claim_id not in (select claim_id from link)
),
voices as (
    select
        country_code,
        governorate_code,
        event_date,
        case when event_date is null then period_start end as period_start,
        case when event_date is null then period_end end as period_end,
        count(*) as claim_count,
        count(distinct article_id) as article_count,
        count(distinct source_key) as source_count
    from telling
    group by all
),
-- A sum for a whole day in one governorate is a rival to the day's total, never added to it; of each source the latest
-- of an area. A word without a number never takes a number's place, nor a sum of the injured that of the dead.
day_sum as (
    select
        country_code, governorate_code, event_date, source_key, known_at, is_enemy_loss,
        list_position(['rescue_medical', 'monitor', 'local', 'media', 'party', 'other'], source_kind) as kind_rank,
        told.outcome,
        told.low,
        coalesce(told.high, told.low) as high,
        told.high is null as is_open,
        case when told.quantifier = 'range' or told.high is null then told.low else told.high end as number
    from (
        select
            *,
            unnest([
                {outcome: 'killed', low: killed_low, high: killed_high, quantifier: killed_quantifier},
                {outcome: 'injured', low: injured_low, high: injured_high, quantifier: injured_quantifier}
            ]) as told
        from day_telling
        where core.is_of_day(scope, governorate_code, event_date, period_start, period_end, circumstance) and not retold
    )
    where told.low is not null and told.quantifier <> 'vague'
    qualify row_number() over (
        partition by
            country_code, governorate_code, event_date, source_key, is_enemy_loss, told.outcome,
            list_sort(list_append(place_keys, place_key))
        order by known_at desc, alternative_ordinal, told.low desc
    ) = 1
),
-- A source that sums this town and that has said more than either: its larger sum, and it spoke when it last did.
source_sum as (
    select
        *,
        max(known_at) over (
            partition by country_code, governorate_code, event_date, source_key, is_enemy_loss, outcome
        ) as last_known_at
    from day_sum
),
-- What a party claims of its enemy's dead goes to a column of its own and to high.
rival as (
    select
        country_code, governorate_code, event_date,
        first(number order by kind_rank, last_known_at desc, number desc, source_key)
            filter (outcome = 'killed' and not is_enemy_loss) as killed_sum,
        max(high) filter (outcome = 'killed') as killed_sum_high,
        max(low) filter (outcome = 'killed' and is_open) as killed_sum_floor,
        max(number) filter (outcome = 'killed' and is_enemy_loss) as killed_enemy_sum,
        first(number order by kind_rank, last_known_at desc, number desc, source_key)
            filter (outcome = 'injured' and not is_enemy_loss) as injured_sum,
        max(high) filter (outcome = 'injured' and not is_enemy_loss) as injured_sum_high
    from source_sum
    group by all
),
alive as (
    select distinct activity.event_date, activity.outlet_id, outlet.country_code
    from (
        select fetch_date as event_date, outlet_id from mart.daily_feed_health
        where is_alive and fetch_date between first_day and last_day
        union
        select published_date as event_date, outlet_id from core.article
        where published_date between first_day and last_day
    ) as activity
    left join core.outlet as outlet using (outlet_id)
    where activity.outlet_id is not null and (only_days is null or list_contains(only_days, activity.event_date))
),
covered as (
    select event_date, count(distinct outlet_id) as outlets_alive_count from alive group by event_date
),
quiet as (
    select distinct governorate.country_code, governorate.governorate_code, alive.event_date
    from alive
    join core.governorate as governorate using (country_code)
),
spine as (
    select country_code, governorate_code, event_date, period_start, period_end from itemised
    union
    select country_code, governorate_code, event_date, null::date, null::date from rival
    union
    select country_code, governorate_code, event_date, null::date, null::date from quiet
),
final as (
    select
        spine.country_code,
        spine.governorate_code,
        spine.event_date,
        case
            when spine.governorate_code is null and spine.event_date is null then 'unplaced_undated'
            when spine.governorate_code is null then 'unplaced'
            when spine.event_date is null then 'undated'
            else 'none'
        end as remainder,
        spine.period_start,
        spine.period_end,
        coalesce(itemised.killed_low, 0) as killed_low,
        greatest(coalesce(itemised.killed_best, 0), coalesce(rival.killed_sum, 0)) as killed_best,
        greatest(coalesce(itemised.killed_high, 0), coalesce(rival.killed_sum_high, 0)) as killed_high,
        coalesce(itemised.is_open, false)
            or coalesce(rival.killed_sum_floor >= greatest(coalesce(itemised.killed_high, 0), rival.killed_sum_high), false)
            as is_open,
        coalesce(itemised.injured_low, 0) as injured_low,
        greatest(coalesce(itemised.injured_best, 0), coalesce(rival.injured_sum, 0)) as injured_best,
        greatest(coalesce(itemised.injured_high, 0), coalesce(rival.injured_sum_high, 0)) as injured_high,
        coalesce(itemised.missing_low, 0) as missing_low,
        coalesce(itemised.missing_best, 0) as missing_best,
        coalesce(itemised.missing_high, 0) as missing_high,
        coalesce(itemised.detained_low, 0) as detained_low,
        coalesce(itemised.detained_best, 0) as detained_best,
        coalesce(itemised.detained_high, 0) as detained_high,
        coalesce(itemised.casualties_low, 0) as casualties_low,
        coalesce(itemised.casualties_best, 0) as casualties_best,
        coalesce(itemised.casualties_high, 0) as casualties_high,
        coalesce(itemised.remains_low, 0) as remains_low,
        coalesce(itemised.remains_best, 0) as remains_best,
        coalesce(itemised.remains_high, 0) as remains_high,
        coalesce(itemised.custody_low, 0) as custody_low,
        coalesce(itemised.custody_best, 0) as custody_best,
        coalesce(itemised.custody_high, 0) as custody_high,
        coalesce(itemised.killed_civilian, 0) as killed_civilian,
        coalesce(itemised.killed_presumed_civilian, 0) as killed_presumed_civilian,
        coalesce(itemised.killed_combatant, 0) as killed_combatant,
        greatest(coalesce(itemised.killed_best, 0), coalesce(rival.killed_sum, 0))
            - coalesce(itemised.killed_civilian, 0)
            - coalesce(itemised.killed_combatant, 0) as killed_unknown,
        coalesce(itemised.killed_women, 0) as killed_women,
        coalesce(itemised.killed_children, 0) as killed_children,
        greatest(coalesce(itemised.killed_enemy_claimed, 0), coalesce(rival.killed_enemy_sum, 0)) as killed_enemy_claimed,
        coalesce(itemised.killed_vague, 0) as killed_vague,
        greatest(coalesce(rival.killed_sum, 0) - coalesce(itemised.killed_best, 0), 0) as killed_unitemised,
        greatest(coalesce(rival.injured_sum, 0) - coalesce(itemised.injured_best, 0), 0) as injured_unitemised,
        coalesce(itemised.incident_count, 0) as incident_count,
        coalesce(itemised.vague_incident_count, 0) as vague_incident_count,
        coalesce(itemised.single_source_incident_count, 0) as single_source_incident_count,
        itemised.single_source_incident_count / itemised.incident_count as single_source_share,
        coalesce(voices.claim_count, 0) as claim_count,
        coalesce(voices.article_count, 0) as article_count,
        coalesce(voices.source_count, 0) as source_count,
        coalesce(covered.outlets_alive_count, 0) as outlets_alive_count
    from spine
    left join itemised
        on itemised.country_code is not distinct from spine.country_code
        and itemised.governorate_code is not distinct from spine.governorate_code
        and itemised.event_date is not distinct from spine.event_date
        and itemised.period_start is not distinct from spine.period_start
        and itemised.period_end is not distinct from spine.period_end
    left join rival
        on rival.country_code is not distinct from spine.country_code
        and rival.governorate_code = spine.governorate_code
        and rival.event_date = spine.event_date
    left join voices
        on voices.country_code is not distinct from spine.country_code
        and voices.governorate_code is not distinct from spine.governorate_code
        and voices.event_date is not distinct from spine.event_date
        and voices.period_start is not distinct from spine.period_start
        and voices.period_end is not distinct from spine.period_end
    left join covered on covered.event_date = spine.event_date
)
select * from final
