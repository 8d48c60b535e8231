-- What articles and analysts say of names that the gazetteer lacks. Only the newest text of an article counts. An
-- outlet is one source, and a text that others repeat is its first teller's: three sources that name one governorate
-- make a name learnt, unless a lesson that no analyst refused names another.
create or replace view mart.learnt_place as
with lesson as (
    select
        lesson.name_key,
        lesson.governorate_code,
        lesson.name,
        lesson.kind,
        lesson.article_id,
        version.known_at,
        coalesce(teller.outlet_id, split_part(teller.url_key, '/', 3), '') as source_key
    from core.place_lesson as lesson
    join core.article_version as version
        on version.version_id = lesson.version_id and version.replaced_at is null
    left join core.story as story on story.article_id = lesson.article_id
    join core.article as teller on teller.article_id = coalesce(story.story_id, lesson.article_id)
),
evidence as (
    select
        name_key,
        governorate_code,
        arg_min(name, (known_at, article_id)) as name,
        arg_min(kind, (known_at, article_id)) as kind,
        count(distinct article_id) as article_count,
        count(distinct source_key) as source_count,
        min(known_at) as first_seen_at
    from lesson
    group by name_key, governorate_code
),
named as (
    select name_key, governorate_code from evidence
    union
    select name_key, governorate_code from core.place_decision where governorate_code is not null
),
-- The last word on a name in a governorate; a decision without a governorate is of the name anywhere.
decided as (
    select named.name_key, named.governorate_code, decision.* exclude (name_key, governorate_code)
    from named
    join core.place_decision as decision
        on decision.name_key = named.name_key
        and (decision.governorate_code is null or decision.governorate_code = named.governorate_code)
    qualify row_number() over (
        partition by named.name_key, named.governorate_code
        order by decision.made_at desc, decision.decision_id desc
    ) = 1
),
judged as (
    select
        named.name_key,
        named.governorate_code,
        coalesce(evidence.name, decided.name) as name,
        coalesce(evidence.kind, decided.kind) as kind,
        coalesce(evidence.article_count, 0) as article_count,
        coalesce(evidence.source_count, 0) as source_count,
        evidence.first_seen_at,
        decided.decision,
        decided.reason,
        decided.author,
        decided.made_at,
        count(evidence.name) filter (where decided.decision is distinct from 'refuse')
            over (partition by named.name_key) as governorate_count
    from named
    left join evidence
        on evidence.name_key = named.name_key and evidence.governorate_code = named.governorate_code
    left join decided
        on decided.name_key = named.name_key and decided.governorate_code = named.governorate_code
)
select
    name_key,
    governorate_code,
    name,
    kind,
    article_count,
    source_count,
    first_seen_at,
    case
        when decision = 'approve' then 'approved'
        when decision = 'refuse' then 'refused'
        when governorate_count > 1 then 'disputed'
        when source_count >= 3 then 'learnt'
        else 'waiting'
    end as status,
    decision,
    reason,
    author,
    made_at
from judged
