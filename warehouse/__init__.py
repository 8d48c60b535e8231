"""The DuckDB warehouse: schema, loads, incidents, marts, checks and the published snapshot."""
