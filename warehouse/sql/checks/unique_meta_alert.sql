-- An alert is raised once for a rule, what it is about and the threshold that was passed.
select rule, subject_id, threshold from meta.alert group by all having count(*) > 1
