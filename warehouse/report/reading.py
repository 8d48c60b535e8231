"""What a report shows, read from the published snapshot: plain rows, no words and no drawing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse.intake import read_rows
from warehouse.statements import statement

Row = dict[str, Any]

LARGEST, NEWEST = 60, 40
"""Incidents that a report tells with their evidence: the largest, and besides them the newest."""

LATEST = dt.datetime(9999, 12, 31)  # noqa: DTZ001  # the warehouse's instants have no zone

_MOST_REMAINDERS, _MOST_SUMS, _MOST_CHANGES = 12, 12, 30


class RangeError(ValueError):
    """A range that no report can be made of; `key` names the words for it, `fillings` what they need."""

    def __init__(self, key: str, **fillings: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fillings = fillings


@dataclass(slots=True)
class ReportRows:
    """All rows of a report; see the statements in sql/report for the columns of each."""

    first: dt.date
    last: dt.date
    span: Row
    since: dt.datetime | None
    known_by: dt.datetime | None = None
    totals: dict[str, Row] = field(default_factory=dict)
    days: list[Row] = field(default_factory=list)
    governorates: list[Row] = field(default_factory=list)
    governorate_days: list[Row] = field(default_factory=list)
    weapons: list[Row] = field(default_factory=list)
    actors: list[Row] = field(default_factory=list)
    incidents: list[Row] = field(default_factory=list)
    incident_count: int = 0
    evidence: dict[str, list[Row]] = field(default_factory=dict)
    outlets: list[Row] = field(default_factory=list)
    feeds: list[Row] = field(default_factory=list)
    remainders: list[Row] = field(default_factory=list)
    sums: list[Row] = field(default_factory=list)
    changed_days: list[Row] = field(default_factory=list)
    changed_incidents: list[Row] = field(default_factory=list)


def choose_range(
    con: duckdb.DuckDBPyConnection, start: dt.date | None, end: dt.date | None, today: dt.date, day_count: int = 30
) -> tuple[dt.date, dt.date, Row]:
    """The range to report on, and what the warehouse spans; without them the newest days.

    Raises RangeError for an end before the start, a day to come, or a range of which nothing is known.
    """
    (span,) = read_rows(con, "report/span", {})
    if span["last_day"] is None:
        raise RangeError("error.nothing")
    last = end or min(today, _newest(span, day_count))
    first = start or min(last, max(last - dt.timedelta(days=day_count - 1), span["first_day"]))
    if end is None and start is not None and start > last:
        last = min(today, span["last_day"])
    if last > today or first > today:
        raise RangeError("error.future", last=max(first, last), today=today)
    if first > last:
        raise RangeError("error.order", first=first, last=last)
    if first > span["last_day"] or last < span["first_day"]:
        raise RangeError(
            "error.empty", first=first, last=last, held_first=span["first_day"], held_last=span["last_day"]
        )
    return first, last, span


def _newest(span: Row, day_count: int) -> dt.date:
    """The last day that is known, unless it is silence alone for as long as a report: then the last with casualties."""
    known: dt.date = span["last_day"]
    told: dt.date = span["last_day_with_any"] or known
    return known if (known - told).days < day_count else told


def read_report(
    con: duckdb.DuckDBPyConnection,
    first: dt.date,
    last: dt.date,
    span: Row,
    since: dt.datetime | None,
    known_by: dt.datetime | None = None,
) -> ReportRows:
    """The rows of a range; with `since` (UTC without a zone) also what changed after it. Raises RangeError if empty.

    Under an embargo they are what the world could know at `known_by`, without changes, which know no such instant.
    """
    bounds, known = {"first_day": first, "last_day": last}, {"known": known_by or LATEST}
    rows = ReportRows(first, last, span, since if known_by is None else None, known_by)
    if known_by is None:
        con.execute(statement("report/keep_days"), bounds)
    else:
        con.execute(statement("report/keep_days_as_known"), bounds | known)
    rows.totals = {row["remainder"]: row for row in read_rows(con, "report/totals", {})}
    if not rows.totals:
        raise RangeError(
            "error.empty", first=first, last=last, held_first=span["first_day"], held_last=span["last_day"]
        )
    rows.days = read_rows(con, "report/days", {})
    rows.governorates = read_rows(con, "report/governorates", {})
    rows.governorate_days = read_rows(con, "report/governorate_days", {})
    con.execute(statement("report/keep_incidents"), bounds | known)
    rows.weapons = read_rows(con, "report/by_weapon", {})
    rows.actors = read_rows(con, "report/by_actor", {})
    rows.incident_count = sum(row["incident_count"] for row in rows.weapons)
    rows.incidents = read_rows(con, "report/incidents", {"largest": LARGEST, "newest": NEWEST})
    shown = {"incident_ids": [row["incident_id"] for row in rows.incidents]}
    for claim in read_rows(con, "report/evidence", shown | known):
        rows.evidence.setdefault(claim["incident_id"], []).append(claim)
    rows.outlets = read_rows(con, "report/outlets", bounds | known)
    rows.feeds = read_rows(con, "report/feeds", bounds)
    rows.remainders = read_rows(con, "report/remainder_incidents", {"most": _MOST_REMAINDERS})
    rows.sums = read_rows(con, "report/period_claims", {**bounds, **known, "most": _MOST_SUMS})
    if rows.since is not None:
        rows.changed_days = read_rows(con, "report/changed_days", {**bounds, "since": since, "most": _MOST_CHANGES})
        rows.changed_incidents = read_rows(con, "report/changed_incidents", {**bounds, "since": since})
    return rows
