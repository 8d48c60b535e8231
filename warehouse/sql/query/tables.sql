-- What can be asked, the tables for readers first.
with relation as (
    select schema_name, table_name as name, 'table' as kind, comment from duckdb_tables() where not internal
    union all
    select schema_name, view_name as name, 'view' as kind, comment from duckdb_views() where not internal
    union all
    select schema_name, function_name || '(' || array_to_string(parameters, ', ') || ')' as name, 'macro' as kind, comment
    from duckdb_functions() where not internal and function_type = 'table_macro'
),
final as (
    select schema_name || '.' || name as table_name, kind, comment as a_row_is
    from relation
    where schema_name in ('mart', 'core', 'raw', 'meta')
    order by list_position(['mart', 'core', 'raw', 'meta'], schema_name), kind = 'macro', name
)
select * from final
