"""Building the marts: the tables by day are made again for the days that changed, the other marts are views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import duckdb

from warehouse.statements import statement


def build_marts(
    con: duckdb.DuckDBPyConnection,
    days: Iterable[dt.date] | None = None,
    *,
    run_id: str | None = None,
    recorded_at: dt.datetime | None = None,
) -> int:
    """Make the daily table again for these days (None: for all), inside the caller's transaction.

    With `recorded_at` (UTC without a zone) the changed figures go into core.day_change. Returns the number of days
    rebuilt.
    """
    ranges = list(day_ranges(days)) if days is not None else list(_all_days(con))
    for first, last in ranges:
        bounds = {"first_day": first, "last_day": last}
        con.execute(statement("mart/keep_days"), bounds)
        con.execute(statement("mart/delete_days"), bounds)
        con.execute(statement("mart/insert_days"), bounds)
        if recorded_at is not None:
            con.execute(statement("mart/record_change"), {**bounds, "run_id": run_id, "recorded_at": recorded_at})
    return sum((last - first).days + 1 for first, last in ranges)


def build_feed_days(con: duckdb.DuckDBPyConnection, days: Iterable[dt.date]) -> None:
    """Make mart.daily_feed_health again for these days (UTC), inside the caller's transaction.

    The days of casualties take from it which outlets were alive, so it comes before them.
    """
    for first, last in day_ranges(days):
        bounds = {"first_day": first, "last_day": last}
        con.execute(statement("mart/delete_feed_days"), bounds)
        con.execute(statement("mart/insert_feed_days"), bounds)


def day_ranges(days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """The days as ranges without gaps of more than a month: each looks at all claims, a day more costs little."""
    first = last = None
    for day in sorted(set(days)):
        if first is None or last is None:
            first = last = day
        elif (day - last).days <= 31:
            last = day
        else:
            yield first, last
            first = last = day
    if first is not None and last is not None:
        yield first, last


def _all_days(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[dt.date, dt.date]]:
    (bounds,) = con.execute(statement("mart/all_days")).fetchall()
    if bounds[0] is not None:
        yield bounds[0], bounds[1]
