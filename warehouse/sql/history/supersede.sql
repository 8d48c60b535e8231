update {table}
set superseded_at = $recorded_at
where rowid in (select standing_row from standing anti join unchanged using ({key}))
