"""The dictionary and the schema are one: every table and column is described, and nothing else is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import duckdb

import warehouse
from warehouse.dictionary import read_dictionary, read_macros
from warehouse.dictionary_page import make_page

SCHEMAS = "('raw', 'core', 'mart', 'meta')"


def held(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    rows = con.execute(
        f"""
        select schema_name || '.' || table_name, column_name from duckdb_columns()
        where schema_name in {SCHEMAS} and not internal order by 1, column_index
        """
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in rows:
        tables.setdefault(table, []).append(column)
    return tables


def test_dictionary_and_schema_are_one(con: duckdb.DuckDBPyConnection) -> None:
    assert {table: list(entry.columns) for table, entry in read_dictionary().items()} == held(con)


def macro_names(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    return dict(
        con.execute(
            """
            select schema_name || '.' || function_name, parameters from duckdb_functions()
            where function_type = 'table_macro' and not internal
            """
        ).fetchall()
    )


def test_macros_have_the_parameters_and_columns_that_the_dictionary_says(con: duckdb.DuckDBPyConnection) -> None:
    assert {name: list(entry.parameters) for name, entry in read_macros().items()} == macro_names(con)
    for name, entry in read_macros().items():
        values = ["'2024-01-01'"] * len(entry.parameters)
        columns = con.sql(f"from {name}({', '.join(values)})").columns
        assert columns == list(entry.columns), name


def test_no_mart_has_whole_numbers_wider_than_other_tools_read(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("select table_name, column_name from duckdb_columns() where data_type = 'HUGEINT'").fetchall()
    assert rows == []


def test_the_page_of_the_dictionary_is_current() -> None:
    page = Path(__file__).parents[2] / "docs/dictionary.md"
    assert page.read_text(encoding="utf-8") == make_page(), "python -m warehouse.dictionary_page docs/dictionary.md"


def test_keys_are_columns() -> None:
    for entry in read_dictionary().values():
        assert set(entry.key) <= set(entry.columns), entry.name


def test_no_description_is_left_over() -> None:
    raw = tomllib.loads(Path(warehouse.__file__).with_name("dictionary.toml").read_text(encoding="utf-8"))
    entries = [*read_dictionary().values(), *read_macros().values()]
    used = {column for entry in entries for column in entry.columns}
    assert set(raw["column"]) <= used


def test_counts_have_a_unit() -> None:
    ends = ("_low", "_best", "_high", "_count", "_at", "_ms", "_bytes")
    for entry in read_dictionary().values():
        for column, words in entry.columns.items():
            assert words.unit or not column.endswith(ends), f"{entry.name}.{column}"


def test_the_database_carries_the_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    uncommented = con.execute(
        f"""
        select table_name from duckdb_tables() where schema_name in {SCHEMAS} and comment is null
        union all
        select view_name from duckdb_views() where schema_name in {SCHEMAS} and comment is null
        union all
        select function_name from duckdb_functions()
        where function_type = 'table_macro' and not internal and comment is null
        union all
        select table_name || '.' || column_name from duckdb_columns()
        where schema_name in {SCHEMAS} and not internal and comment is null
        """
    ).fetchall()
    assert uncommented == []


def test_identifiers_follow_the_names_of_the_design(con: duckdb.DuckDBPyConnection) -> None:
    dates = {c for columns in held(con).values() for c in columns if c.endswith("_date")}
    rows = con.execute(
        f"""
        select distinct column_name, data_type from duckdb_columns() where schema_name in {SCHEMAS} and not internal
        """
    ).fetchall()
    types = dict(rows)
    assert all(types[name] == "DATE" for name in dates)
    assert all(type_ == "TIMESTAMP" for name, type_ in rows if name.endswith("_at") and name != "is_at")
    assert all(type_ == "BOOLEAN" for name, type_ in rows if name.startswith(("is_", "has_")))
