-- The codes of claims, links and tolls are those of the codebook.
select claim_id as row_id, 'core.claim' as table_name from core.claim
where superseded_at is null and recorded_at >= $since
    and source_kind not in ('rescue_medical', 'monitor', 'local', 'media', 'party', 'other')
union all
select claim_id as row_id, 'core.incident_claim' as table_name from core.incident_claim
where superseded_at is null and recorded_at >= $since
    and relation not in ('whole', 'part', 'addition', 'retold', 'enemy_loss', 'replaced')
union all
select incident_id as row_id, 'core.incident_toll' as table_name from core.incident_toll
where superseded_at is null and recorded_at >= $since
    and best_rule not in (
        'single_exact', 'median_exact', 'single_about', 'median_about', 'single_range', 'median_range',
        'largest_floor', 'vague_floor', 'additions_only', 'enemy_claim_only', 'no_killed'
    )
