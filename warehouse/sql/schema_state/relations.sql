select schema_name, table_name, 'table' as kind from duckdb_tables()
where database_name = current_database() and schema_name in ('raw', 'core', 'mart', 'meta')
union all
select schema_name, view_name, 'view' as kind from duckdb_views()
where database_name = current_database() and schema_name in ('raw', 'core', 'mart', 'meta')
