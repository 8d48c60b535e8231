-- A claim's counts are no negative numbers and low is not above high.
select claim_id, event_id, killed_low, killed_high, injured_low, injured_high from core.claim
where superseded_at is null and recorded_at >= $since
    and (
        least(killed_low, injured_low, missing_low, detained_low, casualties_low) < 0
        or killed_low > killed_high or injured_low > injured_high or missing_low > missing_high
        or detained_low > detained_high or casualties_low > casualties_high
    )
