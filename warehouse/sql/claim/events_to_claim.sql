-- Standing events whose claims may have changed: told anew, of a changed article, or with a renamed claimant.
select event_id
from core.casualty_event
where superseded_at is null
    and (
        event_id in (select event_id from changed_event)
        or version_id in (select version_id from changed_version)
        or article_id in (select article_id from changed_article)
    )
union
select event_id from changed_event
