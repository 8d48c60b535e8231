-- The events that stand, as analysts corrected them; rejected ones are not among them. What the coder said stays in
-- core.casualty_event.
create or replace view core.standing_event as
with latest as (
    select event_id, column_name, arg_max(value, made_at) as value
    from core.correction
    where kind = 'change' and undone_at is null and event_id is not null
    group by event_id, column_name
),
fix as (
    select event_id, map_from_entries(list((column_name, value))) as changed from latest group by event_id
),
rejected as (
    select event_id from core.correction where kind = 'reject' and undone_at is null and event_id is not null
),
final as (
    select event.* replace (
        case when map_contains(fix.changed, 'killed_low') then nullif(fix.changed['killed_low'], '')::integer else event.killed_low end as killed_low,
        case when map_contains(fix.changed, 'killed_high') then nullif(fix.changed['killed_high'], '')::integer else event.killed_high end as killed_high,
        case when map_contains(fix.changed, 'killed_quantifier') then nullif(fix.changed['killed_quantifier'], '') else event.killed_quantifier end as killed_quantifier,
        case when map_contains(fix.changed, 'injured_low') then nullif(fix.changed['injured_low'], '')::integer else event.injured_low end as injured_low,
        case when map_contains(fix.changed, 'injured_high') then nullif(fix.changed['injured_high'], '')::integer else event.injured_high end as injured_high,
        case when map_contains(fix.changed, 'injured_quantifier') then nullif(fix.changed['injured_quantifier'], '') else event.injured_quantifier end as injured_quantifier,
        case when map_contains(fix.changed, 'missing_low') then nullif(fix.changed['missing_low'], '')::integer else event.missing_low end as missing_low,
        case when map_contains(fix.changed, 'missing_high') then nullif(fix.changed['missing_high'], '')::integer else event.missing_high end as missing_high,
        case when map_contains(fix.changed, 'missing_quantifier') then nullif(fix.changed['missing_quantifier'], '') else event.missing_quantifier end as missing_quantifier,
        case when map_contains(fix.changed, 'detained_low') then nullif(fix.changed['detained_low'], '')::integer else event.detained_low end as detained_low,
        case when map_contains(fix.changed, 'detained_high') then nullif(fix.changed['detained_high'], '')::integer else event.detained_high end as detained_high,
        case when map_contains(fix.changed, 'detained_quantifier') then nullif(fix.changed['detained_quantifier'], '') else event.detained_quantifier end as detained_quantifier,
        case when map_contains(fix.changed, 'casualties_low') then nullif(fix.changed['casualties_low'], '')::integer else event.casualties_low end as casualties_low,
        case when map_contains(fix.changed, 'casualties_high') then nullif(fix.changed['casualties_high'], '')::integer else event.casualties_high end as casualties_high,
        case when map_contains(fix.changed, 'casualties_quantifier') then nullif(fix.changed['casualties_quantifier'], '') else event.casualties_quantifier end as casualties_quantifier,
        case when map_contains(fix.changed, 'scope') then nullif(fix.changed['scope'], '') else event.scope end as scope,
        case when map_contains(fix.changed, 'date_precision') then nullif(fix.changed['date_precision'], '') else event.date_precision end as date_precision,
        case when map_contains(fix.changed, 'date_basis') then nullif(fix.changed['date_basis'], '') else event.date_basis end as date_basis,
        case when map_contains(fix.changed, 'place') then nullif(fix.changed['place'], '') else event.place end as place,
        case when map_contains(fix.changed, 'place_key') then nullif(fix.changed['place_key'], '') else event.place_key end as place_key,
        case when map_contains(fix.changed, 'governorate_code') then nullif(fix.changed['governorate_code'], '') else event.governorate_code end as governorate_code,
        case when map_contains(fix.changed, 'country_code') then nullif(fix.changed['country_code'], '') else event.country_code end as country_code,
        case when map_contains(fix.changed, 'weapon') then nullif(fix.changed['weapon'], '') else event.weapon end as weapon,
        case when map_contains(fix.changed, 'circumstance') then nullif(fix.changed['circumstance'], '') else event.circumstance end as circumstance,
        case when map_contains(fix.changed, 'target') then nullif(fix.changed['target'], '') else event.target end as target,
        case when map_contains(fix.changed, 'claimant') then nullif(fix.changed['claimant'], '') else event.claimant end as claimant,
        case when map_contains(fix.changed, 'claimant_key') then nullif(fix.changed['claimant_key'], '') else event.claimant_key end as claimant_key,
        case when map_contains(fix.changed, 'event_date') then nullif(fix.changed['event_date'], '')::date else event.event_date end as event_date,
        case when map_contains(fix.changed, 'place_precision') then nullif(fix.changed['place_precision'], '')::integer else event.place_precision end as place_precision,
        case when map_contains(fix.changed, 'retold') then nullif(fix.changed['retold'], '')::boolean else event.retold end as retold,
        case when map_contains(fix.changed, 'actor') then string_split(fix.changed['actor'], ' ') else event.actor end as actor,
        case when not list_has_any(map_keys(fix.changed), ['place_key', 'governorate_code']) or fix.changed is null then event.place_id end as place_id,
        case when not list_has_any(map_keys(fix.changed), ['place_key', 'governorate_code']) or fix.changed is null then event.admin2_code end as admin2_code,
        case when not list_has_any(map_keys(fix.changed), ['place_key', 'governorate_code']) or fix.changed is null then event.admin3_code end as admin3_code,
        case when not list_has_any(map_keys(fix.changed), ['place_key', 'governorate_code']) or fix.changed is null then event.latitude end as latitude,
        case when not list_has_any(map_keys(fix.changed), ['place_key', 'governorate_code']) or fix.changed is null then event.longitude end as longitude,
        case when not map_contains(fix.changed, 'event_date') or fix.changed is null then event.period_start end as period_start,
        case when not map_contains(fix.changed, 'event_date') or fix.changed is null then event.period_end end as period_end
    ),
    fix.event_id is not null as is_corrected
    from core.casualty_event as event
    left join fix on fix.event_id = event.event_id
    where event.superseded_at is null and event.event_id not in (select event_id from rejected)
)
select * from final
