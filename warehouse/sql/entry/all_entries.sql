-- What was entered by a person: who, when and why, what it came to, and the incidents that it is counted in.
with told as (
    select
        claim.version_id,
        count(*) as claim_count,
        list(distinct claim.incident_id order by claim.incident_id) filter (claim.incident_id is not null) as incident_ids,
        max(claim.killed_low) as killed_low,
        max(claim.injured_low) as injured_low
    from mart.claim as claim
    where claim.version_id in (select version_id from core.hand_entry)
    group by claim.version_id
),
held as (
    select version_id, list(event_id order by ordinal) as event_ids
    from core.casualty_event
    where superseded_at is null
    group by version_id
),
final as (
    select
        entry.article_id,
        entry.version_id,
        article.outlet_id,
        article.url,
        article.published_at,
        entry.author,
        entry.reason,
        entry.is_by_hand,
        entry.made_at,
        coalesce(told.claim_count, 0) as claim_count,
        told.killed_low,
        told.injured_low,
        coalesce(told.incident_ids, []) as incident_ids,
        coalesce(held.event_ids, []) as event_ids,
        case when told.claim_count > 0 then 'counted' else 'withdrawn' end as state
    from core.hand_entry as entry
    join core.article as article using (article_id)
    left join held using (version_id)
    left join told using (version_id)
)
select * from final order by made_at desc, article_id
