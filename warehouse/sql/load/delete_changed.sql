-- Rows whose key comes again with other values; the new ones take their place.
delete from {table} where rowid in (select held_row from held anti join settled using ({key}))
