-- Make room for other weights.
delete from meta.linking_weight
