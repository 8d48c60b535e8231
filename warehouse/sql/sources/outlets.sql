-- The outlets of the registry, and those that articles name and no feed does.
select outlet_id, name, country_code, site_url, kind, side from core.outlet
union all
select distinct outlet_id, outlet_id, null, null, null, null
from core.article
where outlet_id is not null and outlet_id not in (select outlet_id from core.outlet)
order by outlet_id
