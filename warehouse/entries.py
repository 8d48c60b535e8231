"""What people entered themselves, beside what feeds brought."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.errors import CorrectionError
from warehouse.intake import read_rows


def read_entries(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Each entry with its author, reason, claims and incidents, the newest first."""
    return read_rows(con, "entry/all_entries", {})


def find_entry(con: duckdb.DuckDBPyConnection, article_id: str) -> dict[str, Any]:
    """The entry of that id, or of the one id that begins so; raises CorrectionError where there is none, or several."""
    found = [entry for entry in read_entries(con) if entry["article_id"].startswith(article_id)]
    if len(found) != 1:
        what = f"{len(found)} entries begin with" if found else "there is no entry"
        raise CorrectionError(f"{what} {article_id!r}; `hasila claim list` names them")
    return found[0]


def find_outlet(con: duckdb.DuckDBPyConnection, outlet_id: str) -> dict[str, Any] | None:
    """The outlet of that id, None where there is none yet."""
    return next(iter(read_rows(con, "entry/outlet", {"outlet_id": outlet_id})), None)
