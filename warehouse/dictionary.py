"""The dictionary of the warehouse: what every table and column means."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """What one column holds, and its unit where it has one."""

    meaning: str
    unit: str | None = None

    @property
    def comment(self) -> str:
        """The text that stands as the column's comment in the database."""
        return f"{self.meaning} [{self.unit}]" if self.unit else self.meaning


@dataclass(frozen=True, slots=True)
class TableEntry:
    """What one table or view holds: its grain, its key and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: dict[str, ColumnEntry]


@dataclass(frozen=True, slots=True)
class MacroEntry:
    """What one table macro gives: the grain of its rows, its parameters with their meaning, its columns in order."""

    name: str
    grain: str
    parameters: dict[str, str]
    columns: dict[str, ColumnEntry]

    @property
    def call(self) -> str:
        """The macro as it is called, with the names of its parameters."""
        return f"{self.name}({', '.join(self.parameters)})"


@cache
def read_dictionary() -> dict[str, TableEntry]:
    """Every table's entry, by name.

    A column is described once for all tables under `[column]`; a table lists its columns' names and describes only
    those that mean something else there. Raises ValueError for a column without a description.
    """
    raw = _raw()
    return {
        name: TableEntry(name, entry["grain"], tuple(entry["key"].split()), _columns(name, entry, raw["column"]))
        for name, entry in raw["table"].items()
    }


@cache
def read_macros() -> dict[str, MacroEntry]:
    """Every table macro's entry, by name; one that gives the columns of a table says which by `like`.

    Raises ValueError for a column without a description.
    """
    raw, tables = _raw(), read_dictionary()
    return {
        name: MacroEntry(
            name,
            entry["grain"],
            entry["parameters"],
            tables[entry["like"]].columns if "like" in entry else _columns(name, entry, raw["column"]),
        )
        for name, entry in raw["macro"].items()
    }


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("warehouse") / "dictionary.toml").read_text(encoding="utf-8"))


def _columns(name: str, entry: dict[str, Any], shared: dict[str, dict[str, str]]) -> dict[str, ColumnEntry]:
    own = entry.get("own", {})
    columns: dict[str, ColumnEntry] = {}
    for column in entry["columns"].split():
        found = own.get(column) or shared.get(column)
        if found is None:
            raise ValueError(f"dictionary.toml: {name}.{column} has no description")
        columns[column] = ColumnEntry(**found)
    return columns


def table_key(table: str) -> tuple[str, ...]:
    """The columns that name one row of a table."""
    return read_dictionary()[table].key


def apply_comments(con: duckdb.DuckDBPyConnection) -> None:
    """Write the dictionary into the database as comments on its tables, columns and macros."""
    comments: list[str] = []
    held = {(schema, name): kind for schema, name, kind in con.execute(statement("schema_state/relations")).fetchall()}
    for table, entry in read_dictionary().items():
        schema, name = table.split(".")
        kind = held.get((schema, name))
        if kind is None:
            continue
        comments.append(f"comment on {kind} {schema}.{name} is {_quoted(entry.grain)}")
        for column, words in entry.columns.items():
            comments.append(f"comment on column {schema}.{name}.{column} is {_quoted(words.comment)}")
    macros = {row[0] for row in con.execute(statement("schema_state/macros")).fetchall()}
    for macro, words_of in read_macros().items():
        if macro in macros:
            comments.append(f"comment on macro table {macro} is {_quoted(words_of.grain)}")
    con.execute("begin transaction; " + "; ".join(comments) + "; commit")


def _quoted(text: str) -> str:
    """The text as an SQL literal; DuckDB binds no values in `comment on`."""
    return "'" + text.replace("'", "''") + "'"
