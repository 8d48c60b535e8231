"""Exports of the marts as files that other tools read; no article text is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from warehouse.connection import open_reader
from warehouse.statements import statement, statement_on

Form = Literal["csv", "parquet"]


def export_marts(snapshot: Path, folder: Path, form: Form) -> list[Path]:
    """Write every mart of the published snapshot to a file of its name, and return the files.

    Raises WarehouseMissing, and OSError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    con = open_reader(snapshot)
    written = []
    try:
        for (table,) in con.execute(statement("export/mart_tables")).fetchall():
            rows = con.sql(statement_on("export/all_rows", table, ())).to_arrow_table()
            path = folder / f"{table.removeprefix('mart.')}.{form}"
            write_file(rows, path, form)
            written.append(path)
    finally:
        con.close()
    return written


def write_file(rows: pa.Table, path: Path, form: Form) -> None:
    """Write a table to a file that gets its name when it is whole; CSV shows lists and maps as text."""
    part = path.with_name(f".{path.name}.part")
    if form == "parquet":
        pyarrow.parquet.write_table(rows, part, compression="zstd")
    else:
        pyarrow.csv.write_csv(join_lists(rows), part)
    part.replace(path)


def join_lists(rows: pa.Table) -> pa.Table:
    """The table with each column of lists or maps as text, since CSV knows none."""
    for place, column in enumerate(rows.schema):
        if pa.types.is_list(column.type) or pa.types.is_map(column.type):
            joined = [None if values is None else "; ".join(map(show, values)) for values in rows[place].to_pylist()]
            rows = rows.set_column(place, column.name, pa.array(joined, pa.string()))
    return rows


def show(value: object) -> str:
    """A list's value, or a map's pair as «key: value»."""
    return f"{value[0]}: {value[1]}" if isinstance(value, tuple) else str(value)
