-- mart.correction up to an instant, without the analysts' names, their free words and any claimant.
select correction.* exclude (author, undone_by, reason) replace (
    case when column_name like '%claimant%' then null else value end as value,
    case when column_name like '%claimant%' then null else value_before end as value_before
)
from mart.correction as correction
where correction.made_at <= $known
order by correction.made_at, correction.correction_id
