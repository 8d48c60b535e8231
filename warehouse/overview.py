"""The warehouse at a glance: its runs, how fresh each outlet and feed is, and how much it holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from warehouse.batch import utc
from warehouse.intake import read_rows


def read_overview(con: duckdb.DuckDBPyConnection, now: dt.datetime, run_count: int = 5) -> dict[str, Any]:
    """Counts of what is held, the last runs, the outlets by newest article and the feeds by their state."""
    (counts,) = read_rows(con, "overview/counts", {})
    return {
        "counts": counts,
        "runs": read_rows(con, "overview/last_runs", {"run_count": run_count}),
        "outlets": read_rows(con, "overview/outlets", {"now": utc(now)}),
        "feeds": read_feeds(con),
    }


def read_feeds(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Each feed that is being asked, with its state: failing, silent against its own rhythm, or ok; the worst first."""
    return read_rows(con, "overview/feeds", {})


def read_latest_days(con: duckdb.DuckDBPyConnection, day_count: int) -> list[dict[str, Any]]:
    """The figures of the newest days that have any, by governorate, newest first."""
    return read_rows(con, "overview/latest_days", {"day_count": day_count})
