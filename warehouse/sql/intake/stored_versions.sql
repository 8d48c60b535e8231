-- Stored texts that the present coder has not read yet, in the order of their ids, a page at a time.
select
    version.version_id,
    version.article_id,
    version.title,
    version.text,
    article.outlet_id,
    article.url,
    article.country_code,
    article.published_at,
    article.published_date
from core.article_version as version
inner join core.article as article using (article_id)
left join core.extraction as extraction using (version_id)
where version.version_id > $after
    and version.text is not null
    and ($start is null or article.published_date >= $start)
    and ($end is null or article.published_date <= $end)
    and ($coder_version is null or extraction.coder_version is distinct from $coder_version)
order by version.version_id
limit $page_size
