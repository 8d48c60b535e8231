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
    wanted = None if days is None else sorted(set(days))
    first, last = _all_days(con) if wanted is None else (wanted[0], wanted[-1]) if wanted else (None, None)
    if first is None or last is None:
        return 0
    # Those days alone: a load of a day's news touches days of a year that its texts look back to, and few between.
    bounds = {"first_day": first, "last_day": last, "days": wanted}
    con.execute(statement("mart/keep_days"), bounds)
    con.execute(statement("mart/delete_days"), bounds)
    con.execute(statement("mart/insert_days"), bounds)
    if recorded_at is not None:
        con.execute(statement("mart/record_change"), {**bounds, "run_id": run_id, "recorded_at": recorded_at})
    return (last - first).days + 1 if wanted is None else len(wanted)


def build_feed_days(con: duckdb.DuckDBPyConnection, days: Iterable[dt.date]) -> None:
    """Make mart.daily_feed_health again for these days (UTC), inside the caller's transaction.

    The days of casualties take from it which outlets were alive, so it comes before them.
    """
    for first, last in day_ranges(days):
        bounds = {"first_day": first, "last_day": last}
        con.execute(statement("mart/delete_feed_days"), bounds)
        con.execute(statement("mart/insert_feed_days"), bounds)


def day_ranges(days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """The days as ranges without gaps of more than a month: each looks at all requests, a day more costs little."""
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


def _all_days(con: duckdb.DuckDBPyConnection) -> tuple[dt.date | None, dt.date | None]:
    (bounds,) = con.execute(statement("mart/all_days")).fetchall()
    return bounds[0], bounds[1]
