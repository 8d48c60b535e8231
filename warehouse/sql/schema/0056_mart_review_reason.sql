-- Why an incident deserves an analyst's look: how much each reason is doubted, and from how many people on. The doubt is
-- the share of such items that we expect to be wrong, set by hand; docs/review.md says how to measure one's own.
create or replace view mart.review_reason as
with final as (
    select * from (values
        ('near_split', 0.6, 3, 'two incidents that look like one: if they are, people are counted twice'),
        ('weak_link', 0.5, 3, 'a report joined with little to spare: if it is another happening, people are missing'),
        ('undated', 0.5, 5, 'no day is known, so it is in no day''s figures'),
        ('unplaced', 0.5, 5, 'no governorate is known, so it is in no governorate''s figures'),
        ('retold', 0.4, 5, 'told only as background or long after its day: an old attack, counted late or not at all'),
        ('jump', 0.4, 10, 'the toll rose or fell by much at once: a slip in one report, or two happenings in one'),
        ('single_source', 0.3, 10, 'many dead by one source alone'),
        ('learnt_place', 0.3, 1, 'a place that articles teach and no analyst approved'),
        ('contested', 0.2, 3, 'sources blame different parties')
    ) as told(reason, doubt, least_people, rationale)
)
select reason, doubt::double as doubt, least_people, rationale from final
