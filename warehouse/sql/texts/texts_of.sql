-- The stored texts that an id names: an article's newest version, a version, an event's, or those of an incident's events.
with newest as (
    select version_id
    from core.article_version
    where article_id = $id
    order by replaced_at is null desc, known_at desc, version_id
    limit 1
),

named as (
    select version_id from newest
    union
    select version_id from core.article_version where version_id = $id
    union
    select version_id from core.casualty_event where event_id = $id
    union
    select event.version_id
    from core.incident_claim as link
    inner join core.casualty_event as event using (event_id)
    where link.incident_id = $id
),

final as (
    select
        version.version_id,
        version.article_id,
        version.title,
        version.text,
        article.outlet_id,
        article.url,
        article.country_code,
        article.published_date
    from named
    inner join core.article_version as version using (version_id)
    inner join core.article as article using (article_id)
    where version.text is not null
)

select * from final
order by published_date, version_id
