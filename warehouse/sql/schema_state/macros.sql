select schema_name || '.' || function_name as macro_name from duckdb_functions()
where database_name = current_database() and function_type = 'table_macro' and not internal
