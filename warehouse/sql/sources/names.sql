select claimant_key, claimant_id from core.claimant_name order by claimant_key
