-- claimant_key names one row of core.claimant_name.
select claimant_key, count(*) as copies from core.claimant_name group by claimant_key having count(*) > 1
