-- What analysts decided, beside what it was, and whether it holds.
create or replace view mart.correction as
select
    correction.correction_id,
    correction.kind,
    correction.event_id,
    correction.other_event_id,
    link.incident_id,
    correction.column_name,
    correction.value_before,
    correction.value,
    correction.reason,
    correction.author,
    correction.made_at,
    correction.undone_at,
    correction.undone_by,
    correction.undone_at is null and correction.event_id is not null as is_standing
from core.correction as correction
left join (
    select distinct event_id, incident_id from core.incident_claim where superseded_at is null
) as link on link.event_id = correction.event_id
