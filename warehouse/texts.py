"""The texts that the warehouse holds, by whatever id leads to them."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.intake import read_rows


def read_texts(con: duckdb.DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    """The stored texts of an article, version, event or incident: a row a version, oldest first; none for other ids."""
    return read_rows(con, "texts/texts_of", {"id": wanted})
