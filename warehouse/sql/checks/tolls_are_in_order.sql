-- An incident's figures are low <= best <= high, all three or none.
select incident_id, known_from, killed_low, killed_best, killed_high from core.incident_toll
where superseded_at is null and recorded_at >= $since
    and (
        killed_low > killed_best or killed_best > killed_high
        or injured_low > injured_best or injured_best > injured_high
        or missing_low > missing_best or missing_best > missing_high
        or detained_low > detained_best or detained_best > detained_high
        or casualties_low > casualties_best or casualties_best > casualties_high
        or (killed_low is null) <> (killed_best is null) or (killed_best is null) <> (killed_high is null)
    )
