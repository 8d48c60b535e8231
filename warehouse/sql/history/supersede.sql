update {table}
set superseded_at = $recorded_at
where superseded_at is null
    and {scope} in (select {scope} from touched)
    and ({key}) not in (select ({key}) from unchanged)
