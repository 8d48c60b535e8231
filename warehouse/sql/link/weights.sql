-- The weights that incidents were linked by last.
select weight_name, weight from meta.linking_weight
