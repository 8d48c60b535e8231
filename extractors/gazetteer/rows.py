"""Reads the gazetteer's CSV files row by row; whatever is wrong is named with file, line and remedy."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
COLUMNS = {
    "countries": ("code", "name_ar", "aliases", "nisba", "capital", "common"),
    "regions": ("name", "country", "governorates", "aliases", "kind"),
    "admin1": ("code", "country", "iso", "geonames", "name_ar", "name_en", "aliases", "parts", "common"),
    "admin2": ("name_ar", "governorate", "parent", "pcode", "aliases"),
    "admin3": ("name_ar", "governorate", "parent", "pcode", "aliases"),
    "places_sy": ("name", "governorate", "parent", "kind", "aliases", "common", "unit"),
    "places_abroad": ("name", "country", "governorate", "parent", "kind", "aliases", "common"),
    "places_world": ("name", "country", "governorate", "kind", "weight", "aliases", "common", "geonames_id"),
    "places_local": ("name", "country", "governorate", "parent", "kind", "aliases", "source", "place_id"),
}
NAME_COLUMNS = ("name", "name_ar", "aliases", "parts", "parent")
KINDS = frozenset(
    [
        "village",
        "town",
        "city",
        "quarter",
        "camp",
        "airport",
        "base",
        "prison",
        "dam",
        "crossing",
        "road",
        "hill",
        "mountain",
        "region",
        "direction",
        "subdistrict",
        "district",
        "farm",
        "field",
        "hospital",
        "square",
        "landmark",
        "valley",
        "island",
        "street",
        "river",
        "square",
        "mosque",
        "bridge",
        "school",
        "market",
        "front",
    ]
)
_LOOKALIKE = re.compile("[\u06cc\u06a9\u06c1\u067e\u0686\u0698\u06af\u06d2\ufb50-\ufdff\ufe70-\ufefc]")
VOWELS = re.compile("[\u0640\u064b-\u0652]")


class GazetteerError(ValueError):
    """A gazetteer file that cannot be used; says file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a gazetteer file, its cells stripped, with the place to complain about."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column."""
        return self.cells[column]

    def names(self, *columns: str) -> list[str]:
        """The names of the cells, those of one cell separated by «|»."""
        return [name.strip() for column in columns for name in self.cells[column].split("|") if name.strip()]

    def error(self, fault: str, remedy: str) -> GazetteerError:
        """An error about this row."""
        return GazetteerError(f"{self.file}, line {self.line}: {fault}; {remedy}")


def read_rows(table: str, path: Path | None = None) -> Iterator[Row]:
    """The rows of a table (a key of COLUMNS), by default of the built-in file; raises GazetteerError at a bad one."""
    columns = COLUMNS[table]
    path = path or FOLDER / f"{table}.csv"
    text, file = path.read_text(encoding="utf-8-sig"), path.name
    clean = not _LOOKALIKE.search(text) and not VOWELS.search(text)
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if tuple(header) != columns:
        raise GazetteerError(f"{file}, line 1: the header is {','.join(header)!r}; it must be {','.join(columns)!r}")
    for cells in reader:
        if len(cells) != len(columns):
            row = Row(file, reader.line_num, {})
            raise row.error(f"{len(cells)} fields instead of {len(columns)}", "separate aliases by | and quote commas")
        row = Row(file, reader.line_num, dict(zip(columns, map(str.strip, cells), strict=True)))
        _check_cells(row)
        if not clean:
            _check_letters(row)
        yield row


def _check_cells(row: Row) -> None:
    cells = row.cells
    kind = cells.get("kind")
    if kind is not None and kind not in KINDS:
        raise row.error(f"unknown kind {kind!r}", f"use one of {', '.join(sorted(KINDS))}")
    if not (cells.get("name") or cells.get("name_ar")):
        raise row.error("no name", "fill it in or drop the row")


def _check_letters(row: Row) -> None:
    """Asked only of files in which some cell has such a letter."""
    cells = row.cells
    for column in NAME_COLUMNS:
        cell = cells.get(column, "")
        if _LOOKALIKE.search(cell):
            raise row.error(f"{column} {cell!r} has a Persian letter or a presentation form", "type the Arabic letter")
        if VOWELS.search(cell):
            raise row.error(f"{column} {cell!r} has vowel signs or a tatweel", "leave them out")
