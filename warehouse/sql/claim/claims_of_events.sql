-- The claims that standing events make: each event itself and each of its alternatives, with who stands behind them.
-- Where nobody does, it is the outlet that first told the story. A word for many people (activists) is one source only
-- within one outlet's story; a name that the registry lacks is taken for one body.
with event as materialized (
    select * from core.standing_event
    where event_id in (select event_id from claiming_event)
),
version as materialized (
    select version_id, known_at, replaced_at from core.article_version
    where version_id in (select version_id from event)
),
story as materialized (
    select article_id, story_id from core.story where article_id in (select article_id from event)
),
article as materialized (
    select article_id, outlet_id from core.article
    where article_id in (select article_id from event union all select story_id from story)
),
told as (
    select
        event_id, 0 as alternative_ordinal, claimant, claimant_key,
        killed_low, killed_high, killed_quantifier,
        injured_low, injured_high, injured_quantifier,
        missing_low, missing_high, missing_quantifier,
        detained_low, detained_high, detained_quantifier,
        casualties_low, casualties_high, casualties_quantifier
    from event
    union all
    select
        event_id, ordinal as alternative_ordinal, claimant, claimant_key,
        killed_low, killed_high, killed_quantifier,
        injured_low, injured_high, injured_quantifier,
        missing_low, missing_high, missing_quantifier,
        detained_low, detained_high, detained_quantifier,
        casualties_low, casualties_high, casualties_quantifier
    from core.event_alternative
    where superseded_at is null and event_id in (select event_id from event)
),
victim as (
    select
        victim.event_id,
        max(count_low) filter (victim_group = 'civilian' and outcome = 'killed') as killed_civilian_told,
        max(count_low) filter (
            victim_group in ('child', 'medic', 'rescuer', 'journalist', 'aid_worker') and outcome = 'killed'
        ) as killed_civilian_implied,
        max(count_low) filter (victim_group = 'combatant' and outcome = 'killed') as killed_combatant,
        max(count_low) filter (victim_group = 'woman' and outcome = 'killed') as killed_women,
        max(count_low) filter (victim_group = 'child' and outcome = 'killed') as killed_children,
        max(count_low) filter (
            victim_group not in ('civilian', 'combatant', 'displaced', 'detainee') and outcome = 'killed'
        ) as killed_one_group,
        max(count_low) filter (victim_group = 'civilian' and outcome = 'injured') as injured_civilian,
        max(count_low) filter (victim_group = 'woman' and outcome = 'injured') as injured_women,
        max(count_low) filter (victim_group = 'child' and outcome = 'injured') as injured_children,
        -- A group of fighters gives the dead their side only where all of them are of it.
        any_value(side order by victim.ordinal) filter (outcome = 'killed' and count_low >= event.killed_low) as side
    from core.event_victim as victim
    join event using (event_id)
    where victim.superseded_at is null
    group by victim.event_id
),
-- A claimant's name in the article may be longer than the registry's («a spokesman of X in Y»): the longest
-- registered name within it counts, a name of one word only where it comes first.
resolved as (
    select
        spelling.claimant_key,
        first(name.claimant_id order by length(name.claimant_key) desc, name.claimant_key) as claimant_id
    from (select distinct claimant_key from told where claimant_key is not null) as spelling
    join core.claimant_name as name
        on contains(' ' || spelling.claimant_key || ' ', ' ' || name.claimant_key || ' ')
        and (contains(name.claimant_key, ' ') or starts_with(spelling.claimant_key || ' ', name.claimant_key || ' '))
    group by spelling.claimant_key
),
sourced as (
    select
        told.*,
        event.article_id, event.version_id, event.scope, event.circumstance, event.retold, event.actor,
        event.is_corrected, event.event_date, event.date_precision, event.period_start, event.period_end,
        event.place_key, event.place_keys, event.place_precision, event.governorate_code, event.country_code,
        -- What the text says of one teller's count says nothing of the count that another sets against it.
        case
            when told.alternative_ordinal = 0 or told.claimant_key is not distinct from event.claimant_key
                then event.is_enemy_loss
        end as is_enemy_loss,
        told.alternative_ordinal = 0 and coalesce(event.is_correction, false) as is_correction,
        article.outlet_id,
        coalesce(story.story_id, event.article_id) as story_id,
        version.known_at,
        version.replaced_at,
        resolved.claimant_id,
        claimant.is_generic,
        claimant.whom,
        case
            when told.claimant_key is null then coalesce(teller.side, claimant_outlet.side)
            else claimant.side
        end as source_side,
        case
            when told.claimant_key is null then coalesce(teller.kind, claimant_outlet.kind, 'media')
            else coalesce(claimant.kind, 'other')
        end as told_kind,
        coalesce(first_article.outlet_id, first_article.article_id) as first_outlet,
        case when told.alternative_ordinal = 0 then victim.killed_civilian_told end as killed_civilian_told,
        case when told.alternative_ordinal = 0 then victim.killed_civilian_implied end as killed_civilian_implied,
        case when told.alternative_ordinal = 0 then victim.killed_combatant end as killed_combatant,
        case when told.alternative_ordinal = 0 then victim.killed_women end as killed_women,
        case when told.alternative_ordinal = 0 then victim.killed_children end as killed_children,
        case when told.alternative_ordinal = 0 then victim.killed_one_group end as killed_one_group,
        case when told.alternative_ordinal = 0 then victim.injured_civilian end as injured_civilian,
        case when told.alternative_ordinal = 0 then victim.injured_women end as injured_women,
        case when told.alternative_ordinal = 0 then victim.injured_children end as injured_children,
        coalesce(event.victim_side, victim.side) as told_side,
        event.is_enemy_loss is not null
            or coalesce(victim.killed_combatant >= event.killed_low, false) as are_fighters
    from told
    join event using (event_id)
    join article on article.article_id = event.article_id
    join version on version.version_id = event.version_id
    left join story on story.article_id = event.article_id
    left join article as first_article on first_article.article_id = coalesce(story.story_id, event.article_id)
    left join core.outlet as teller on teller.outlet_id = first_article.outlet_id
    left join resolved on resolved.claimant_key = told.claimant_key
    left join core.claimant as claimant on claimant.claimant_id = resolved.claimant_id
    left join core.claimant as claimant_outlet on claimant_outlet.claimant_id = first_article.outlet_id
    left join victim on victim.event_id = told.event_id
),
judged as (
    select
        *,
        case
            when told_kind in ('rescue_medical', 'monitor', 'local', 'media', 'party', 'other') then told_kind
            else 'media'
        end as source_kind,
        coalesce(
            is_enemy_loss,
            source_side is not null
            and are_fighters
            and case
                when told_side is not null then not core.are_allied(told_side, source_side)
                else list_contains(actor, source_side)
            end
        ) as enemy_loss
    from sourced
),
final as (
    select
        md5(event_id || ':' || alternative_ordinal) as claim_id,
        event_id,
        alternative_ordinal,
        article_id,
        version_id,
        outlet_id,
        story_id,
        case
            when claimant_key is null then first_outlet
            when claimant_id is null then 'name:' || claimant_key
            when is_generic then claimant_id || '@' || first_outlet
            else claimant_id
        end as source_key,
        source_kind,
        source_side,
        claimant,
        claimant_id,
        killed_low, killed_high, killed_quantifier,
        injured_low, injured_high, injured_quantifier,
        missing_low, missing_high, missing_quantifier,
        detained_low, detained_high, detained_quantifier,
        casualties_low, casualties_high, casualties_quantifier,
        greatest(killed_civilian_told, killed_civilian_implied) as killed_civilian,
        greatest(coalesce(killed_civilian_implied, 0) - coalesce(killed_civilian_told, 0), 0) as killed_presumed_civilian,
        killed_combatant,
        killed_women,
        killed_children,
        injured_civilian,
        injured_women,
        injured_children,
        coalesce(killed_one_group >= killed_low, false) or coalesce(whom = 'civilians', false) as is_group_only,
        enemy_loss as is_enemy_loss,
        is_correction,
        case
            when told_side is not null then told_side
            when not enemy_loss and are_fighters then source_side
        end as victim_side,
        scope,
        circumstance,
        retold,
        is_corrected,
        event_date,
        date_precision,
        period_start,
        period_end,
        place_key,
        place_keys,
        place_precision,
        governorate_code,
        country_code,
        known_at,
        replaced_at,
        $recorded_at as recorded_at,
        null::timestamp as superseded_at
    from judged
)
select * from final
