"""What analysts decided so far, and what a decision did."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from warehouse.intake import read_rows


def read_corrections(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """One row a decision, the newest first: who decided what and why, what it did, and whether it holds."""
    return read_rows(con, "correct/all_corrections", {})


def read_effect(con: duckdb.DuckDBPyConnection, correction_id: str, at: dt.datetime) -> dict[str, list[dict[str, Any]]]:
    """The incidents and days that a decision changed when it was made, or taken back, at an instant."""
    values = {"correction_id": correction_id, "at": at}
    return {
        "incidents": read_rows(con, "correct/effect", values),
        "days": read_rows(con, "correct/day_effect", values),
    }
