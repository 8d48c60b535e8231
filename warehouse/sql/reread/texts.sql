-- The texts of some days of publication that are to be read again.
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
where version.text is not null
    and version_id not in (select version_id from core.hand_entry where is_by_hand)
    and coalesce(article.published_date, version.known_at::date) between $start and $end
    and ($coder_version is null or extraction.coder_version is distinct from $coder_version)
    and ($coders is null or list_contains($coders, extraction.coder_version))
order by coalesce(article.published_date, version.known_at::date), version.version_id
