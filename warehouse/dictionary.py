"""The dictionary of the warehouse: what every table and column means."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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


@cache
def read_dictionary() -> dict[str, TableEntry]:
    """Every table's entry, by name.

    A column is described once for all tables under `[column]`; a table lists its columns' names and describes only
    those that mean something else there. Raises ValueError for a column without a description.
    """
    raw = tomllib.loads((files("warehouse") / "dictionary.toml").read_text(encoding="utf-8"))
    shared = {name: ColumnEntry(**entry) for name, entry in raw["column"].items()}
    return {name: _table_entry(name, entry, shared) for name, entry in raw["table"].items()}


def _table_entry(name: str, entry: dict[str, object], shared: dict[str, ColumnEntry]) -> TableEntry:
    own = {column: ColumnEntry(**words) for column, words in entry.get("own", {}).items()}  # type: ignore[attr-defined]
    columns: dict[str, ColumnEntry] = {}
    for column in str(entry["columns"]).split():
        found = own.get(column) or shared.get(column)
        if found is None:
            raise ValueError(f"dictionary.toml: {name}.{column} has no description")
        columns[column] = found
    return TableEntry(name, str(entry["grain"]), tuple(str(entry["key"]).split()), columns)


def table_key(table: str) -> tuple[str, ...]:
    """The columns that name one row of a table."""
    return read_dictionary()[table].key


def apply_comments(con: duckdb.DuckDBPyConnection) -> None:
    """Write the dictionary into the database as comments on its tables and columns."""
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
    con.execute("begin transaction; " + "; ".join(comments) + "; commit")


def _quoted(text: str) -> str:
    """The text as an SQL literal; DuckDB binds no values in `comment on`."""
    return "'" + text.replace("'", "''") + "'"
