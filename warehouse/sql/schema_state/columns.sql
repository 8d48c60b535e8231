-- Every column of the warehouse as the engine knows it, for the dictionary and the loader.
select schema_name || '.' || table_name as table_name, column_name, data_type, is_nullable
from duckdb_columns()
where database_name = current_database() and schema_name in ('raw', 'core', 'mart', 'meta') and not internal
order by 1, column_index
