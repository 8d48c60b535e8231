"""CSV that goes through a spreadsheet and back: written so that none takes a cell for something else, read as saved."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.errors import UserError
from flows.foreign import open_table

SHIELD = "'"
"""What stands before a cell that a spreadsheet would take for a formula."""

_FORMULA = ("=", "+", "-", "@")


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows as CSV (UTF-8 with its mark, CRLF) and return their number; raises UserError where that fails.

    The file gets its name when it is whole. A cell that begins like a formula begins with an apostrophe, and none has
    line ends, so that a row of the spreadsheet is a line of the file.
    """
    part, count = path.with_name(f".{path.name}.part"), 0
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow(columns)
            for row in rows:
                writer.writerow([_cell(row.get(column)) for column in columns])
                count += 1
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); name another file") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def read_sheet(path: Path, needed: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each row stands (file:line) and its cells by their headings, in any order of columns.

    Commas, semicolons or tabs part the cells. Raises UserError for a file without the needed columns.
    """
    table = open_table(path)
    names = [name.casefold() for name in table.names]
    if missing := [name for name in needed if name not in names]:
        raise UserError(
            f"{path}:1: has no column {missing[0]!r}; its columns are {', '.join(filter(None, names))}: keep the first "
            "line as it was written"
        )
    for line, cells in table.rows:
        yield f"{path}:{line}", {name: _plain(str(cell)) for name, cell in zip(names, cells, strict=False) if name}


def _cell(value: Any) -> str:
    return "" if value is None else shield(" ".join(str(value).split()))


def shield(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula."""
    return SHIELD + text if text.startswith(_FORMULA) else text


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith(SHIELD) and text[1:].startswith(_FORMULA) else text
