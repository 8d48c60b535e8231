-- Standing decisions on versions that others replace, beside the words of both; each once for a newest version.
with newest as (
    select old.version_id, new.version_id as version_new, old.title as title_old, old.text as text_old, new.title as title_new, new.text as text_new
    from core.article_version as old
    join core.article_version as new on new.article_id = old.article_id and new.replaced_at is null
    where old.version_id in (select version_id from replaced_version) and old.replaced_at is not null
),
final as (
    select
        correction.*,
        mine.version_new,
        case when correction.span_field = 'title' then mine.title_old else mine.text_old end as words_old,
        case when correction.span_field = 'title' then mine.title_new else mine.text_new end as words_new,
        other.version_new as other_version_new,
        case when correction.other_span_field = 'title' then other.title_old else other.text_old end as other_words_old,
        case when correction.other_span_field = 'title' then other.title_new else other.text_new end as other_words_new
    from core.correction as correction
    left join newest as mine on mine.version_id = correction.version_id
    left join newest as other on other.version_id = correction.other_version_id
    where correction.undone_at is null
        and correction.kind <> 'accept'
        and (mine.version_new is not null or other.version_new is not null)
)
select * from final
where not exists (
    select 1 from core.correction as held
    where held.correction_id = final.correction_id
        and held.version_id = coalesce(final.version_new, final.version_id)
        and held.other_version_id is not distinct from coalesce(final.other_version_new, final.other_version_id)
)
order by made_at, correction_id, column_name, version_id, span_start
