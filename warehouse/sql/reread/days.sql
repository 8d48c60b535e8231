-- Days of publication with texts to be read again: how many, by whatever coder or by some.
select
    coalesce(article.published_date, version.known_at::date) as published_date,
    count(*)::integer as text_count
from core.article_version as version
inner join core.article as article using (article_id)
left join core.extraction as extraction using (version_id)
where version.text is not null
    and version_id not in (select version_id from core.hand_entry where is_by_hand)
    and ($start is null or coalesce(article.published_date, version.known_at::date) >= $start)
    and ($end is null or coalesce(article.published_date, version.known_at::date) <= $end)
    and ($coder_version is null or extraction.coder_version is distinct from $coder_version)
    and ($coders is null or list_contains($coders, extraction.coder_version))
group by all
order by published_date
