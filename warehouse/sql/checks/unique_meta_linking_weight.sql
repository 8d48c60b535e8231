-- weight_name names one row of meta.linking_weight.
select weight_name, count(*) as copies from meta.linking_weight group by weight_name having count(*) > 1
