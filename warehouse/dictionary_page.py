"""The dictionary as a page: `python -m warehouse.dictionary_page docs/dictionary.md` writes it anew."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from warehouse.connection import open_writer
from warehouse.dictionary import ColumnEntry, read_dictionary, read_macros
from warehouse.migrate import migrate
from warehouse.statements import statement

SCHEMAS = {
    "mart": "for readers; start here",
    "core": "articles, events, claims and incidents, each row with the time at which this warehouse held it",
    "raw": "what the feeds answered, as received",
    "meta": "runs, loads and the steps of the schema",
}

HEAD = """# Dictionary

Every table of the warehouse, what a row of it is, and every column. Made from `warehouse/dictionary.toml` by
`python -m warehouse.dictionary_page docs/dictionary.md`; the database carries the same words as comments. The same name
means the same thing everywhere. What the words stand for is in the [codebook](codebook.md), questions in SQL are in
[sql.md](sql.md).

Instants (`_at`, `known_…`) are UTC without a zone; days (`_date`, `period_…`) are local. `_low`, `_best` and `_high`
are the bounds and the best figure, people unless said otherwise.
"""


def make_page() -> str:
    """The page, with the types that the columns have in a warehouse made for it."""
    types = read_types()
    lines = [HEAD]
    for schema, what in SCHEMAS.items():
        lines.append(f"## {schema}: {what}\n")
        for name, entry in read_dictionary().items():
            if name.startswith(f"{schema}."):
                key = " ".join(f"`{column}`" for column in entry.key)
                lines += [f"### {name}\n", f"{sentence(entry.grain)} Key: {key}.\n"]
                lines += [*column_rows(entry.columns, types[name]), ""]
        for name, macro in read_macros().items():
            if name.startswith(f"{schema}."):
                told = "; ".join(f"`{parameter}` {meaning}" for parameter, meaning in macro.parameters.items())
                lines += [f"### {macro.call}\n", f"{sentence(macro.grain)} {told}.\n"]
                like = next((t for t, e in read_dictionary().items() if e.columns is macro.columns), None)
                lines += [f"Columns: those of `{like}`."] if like else [*column_rows(macro.columns, types[name])]
                lines.append("")
    return "\n".join(lines)


def read_types() -> dict[str, dict[str, str]]:
    """By table and macro the types of the columns."""
    with tempfile.TemporaryDirectory() as folder:
        con = open_writer(Path(folder) / "write.duckdb")
        try:
            migrate(con)
            types: dict[str, dict[str, str]] = {}
            for table, column, kind, _ in con.execute(statement("schema_state/columns")).fetchall():
                types.setdefault(table, {})[column] = kind.lower()
            for name, macro in read_macros().items():
                values = ", ".join(["'2000-01-01'"] * len(macro.parameters))
                rows = con.sql(f"from {name}({values})")
                types[name] = {column: str(kind).lower() for column, kind in zip(rows.columns, rows.types, strict=True)}
        finally:
            con.close()
    return types


def column_rows(columns: Mapping[str, ColumnEntry], types: Mapping[str, str]) -> Iterator[str]:
    """The columns as a Markdown table."""
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for name, entry in columns.items():
        unit = f" ({entry.unit})" if entry.unit else ""
        yield f"| `{name}` | {types[name]} | {entry.meaning}{unit} |"


def sentence(words: str) -> str:
    """The words as a sentence."""
    return f"{words[0].upper()}{words[1:]}."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(make_page(), encoding="utf-8")
