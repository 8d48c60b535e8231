select name, digest from meta.migration order by name
