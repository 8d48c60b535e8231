select claimant_id, name, kind, side, whom, is_generic from core.claimant order by claimant_id
