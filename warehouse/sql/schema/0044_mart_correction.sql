-- What analysts decided, beside what it was, what it did to the incidents, and whether it holds.
create or replace view mart.correction as
with effect as (
    select
        run_id as correction_id,
        recorded_at,
        sum(killed_best_before)::bigint as killed_best_before,
        sum(killed_best_after)::bigint as killed_best_after
    from core.incident_change
    where reason = 'analyst'
    group by run_id, recorded_at
),
home as (
    select distinct event_id, incident_id from core.incident_claim where superseded_at is null
),
final as (
    select
        correction.correction_id,
        correction.kind,
        correction.event_id,
        correction.other_event_id,
        home.incident_id,
        correction.column_name,
        correction.value_before,
        correction.value,
        effect.killed_best_before,
        effect.killed_best_after,
        correction.reason,
        correction.author,
        correction.made_at,
        correction.undone_at,
        correction.undone_by,
        correction.undone_at is null
            and correction.event_id is not null
            and correction.version_id in (select version_id from core.article_version where replaced_at is null) as is_standing
    from core.correction as correction
    left join home on home.event_id = correction.event_id
    left join effect
        on effect.correction_id = correction.correction_id and effect.recorded_at = correction.made_at
)
select * from final
