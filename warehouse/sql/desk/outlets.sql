-- Names of outlets.
select outlet_id, name from core.outlet where name is not null
