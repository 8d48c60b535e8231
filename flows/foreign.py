"""Files of another data set: their tables, CSV or Parquet, and the map that fits their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from flows.column_maps import SHIPPED, ColumnMap, load_map, shipped_map
from flows.errors import UserError
from flows.jsonl import open_lines, refusing

Line = tuple[int, Sequence[Any]]
_WORKBOOK, _PARQUET = b"PK\x03\x04", b"PAR1"
_FIRST_LINES = 3
"""Among so many lines the hashtags of a file that has any stand."""


@dataclass(slots=True)
class Table:
    """A file's headings and hashtags (none: empty), and its rows with the lines they stand on."""

    path: Path
    names: list[str]
    tags: list[str]
    rows: Iterator[Line]

    def header(self, by: ColumnMap) -> list[str]:
        """The headings that a map goes by."""
        return self.tags if by.header == "hxl" else self.names


def open_table(path: Path) -> Table:
    """The table of a CSV (also packed) or Parquet file; raises UserError, naming the file, for what is neither."""
    with refusing(str(path)), path.open("rb") as start:
        magic = start.read(4)
    if magic == _WORKBOOK:
        raise UserError(f"{path}: is a workbook; save its sheet as CSV (UTF-8) and compare that")
    rows = _parquet_rows(path) if magic == _PARQUET else _csv_rows(path)
    first = list(islice(rows, _FIRST_LINES))
    if not first:
        raise UserError(f"{path}: is empty; its first line must name the columns")
    tagged = next((at for at, (_, cells) in enumerate(first) if _are_tags(cells)), None)
    tags = [] if tagged is None else _texts(first[tagged][1])
    rest = first[1:] if tagged is None else first[tagged + 1 :]
    return Table(path, _texts(first[0][1]), tags, chain(rest, rows))


def choose_map(table: Table, name: str | None) -> ColumnMap:
    """The map that is asked for, else the first of the shipped ones that knows the file's columns.

    Raises UserError with the file's columns and the remedy where none does, or where the one asked for lacks a column.
    """
    if name is None:
        for one in map(shipped_map, SHIPPED):
            if one.knows(table.header(one)):
                return one
        raise UserError(
            f"{table.path}:1: no map knows these columns: {', '.join(filter(None, table.names))}; name them in a small "
            "file (docs/compare.md shows one) and give it with --map"
        )
    chosen = load_map(name)
    header = table.header(chosen)
    if not header:
        raise UserError(f"{table.path}:2: has no line of hashtags, which {chosen.where} goes by; choose another --map")
    found = chosen.find(header)
    for lacking in chosen.missing(found):
        wanted = " or ".join(repr(one) for one in chosen.columns.get(lacking, (lacking,)))
        raise UserError(
            f"{table.path}:1: has no column {wanted} for {lacking} ({chosen.where}:{chosen.lines.get(lacking, 1)}); "
            f"its columns are {', '.join(filter(None, header))}: name the right one in a map of your own"
        )
    return chosen


def _texts(cells: Sequence[Any]) -> list[str]:
    return [str("" if cell is None else cell).strip() for cell in cells]


def _are_tags(cells: Sequence[Any]) -> bool:
    told = list(filter(None, _texts(cells)))
    return bool(told) and all(cell.startswith("#") for cell in told)


def _csv_rows(path: Path) -> Iterator[Line]:
    """The lines of a CSV file with commas, semicolons or tabs, whichever its first line has most of."""
    with refusing(str(path)), open_lines(path) as raw:
        first = raw.readline()
        more = max((",", ";", "\t"), key=lambda sign: first.count(sign.encode()))
    line = 1
    try:
        with refusing(str(path)), io.TextIOWrapper(open_lines(path), encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, delimiter=more, strict=True)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, cells
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise UserError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from error
    except csv.Error as error:
        raise UserError(f"{path}:{line}: is no CSV ({error}); mend the line") from error


def _parquet_rows(path: Path) -> Iterator[Line]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise UserError(f"{path}: cannot be read as Parquet ({str(error).splitlines()[0]}); fetch it anew") from error
    yield 1, table.column_names
    yield from enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), 2)
