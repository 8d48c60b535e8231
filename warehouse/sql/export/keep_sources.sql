-- How each source is called outside: bodies of the registry, outlets and articles by their key. A claimant that the
-- registry lacks may be a person, so it gets a number made of its name.
create or replace temp table export_source as
select distinct
    source_key,
    case when starts_with(source_key, 'name:') then 'unnamed-' || left(md5(source_key), 10) else source_key end as public_key
from core.claim
where superseded_at is null
