"""How far the backfills have come: a checkpoint for each source, outlet and day, written with its articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import duckdb

from warehouse.intake import read_rows


def read_days(
    con: duckdb.DuckDBPyConnection, source: str, place: str, outlet: str, start: dt.date, end: dt.date
) -> dict[dt.date, dict[str, Any]]:
    """The checkpoints of one source in a range: status, fingerprint, resume_key and error by day."""
    values = {"source": source, "source_place": place, "outlet_id": outlet, "start": start, "end": end}
    return {row["source_date"]: row for row in read_rows(con, "backfill/days", values)}


def read_progress(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Each source's first and last day, its days done and failed, and its articles, the latest read first."""
    return read_rows(con, "backfill/progress", {})


def read_failed_days(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The days that could not be read to the end, with what was wrong."""
    return read_rows(con, "backfill/failed", {})


def find_held_articles(con: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, dt.datetime | None]:
    """The held ones of these articles, and when their text was last received."""
    found = read_rows(con, "backfill/held_articles", {"article_ids": list(article_ids)})
    return {row["article_id"]: row["fetched_at"] for row in found}
