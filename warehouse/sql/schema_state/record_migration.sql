insert into meta.migration (name, digest) values (?, ?)
