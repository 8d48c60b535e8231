-- What was raised of each subject before; an incident inherits what was raised of those that were merged into it.
with recursive heir as (
    select subject_id, subject_id as told_id from wanted_subject
    union
    select heir.subject_id, incident.incident_id
    from heir
    join core.incident as incident on incident.successor_id = heir.told_id
)
select alert.rule, heir.subject_id, alert.threshold
from heir
join meta.alert as alert on alert.subject_id = heir.told_id
