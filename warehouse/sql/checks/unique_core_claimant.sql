-- claimant_id names one row of core.claimant.
select claimant_id, count(*) as copies from core.claimant group by claimant_id having count(*) > 1
