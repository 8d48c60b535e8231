select outlet_id, name, kind from core.outlet where outlet_id = $outlet_id
