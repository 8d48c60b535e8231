"""The linking cases of `cases/*.toml`: all loaded into one warehouse, in one of several orders of arrival.

Every case lives in a governorate of its own, so that the cases do not meet. A case lists its articles, the incidents
they come to (`of`: the events, by article, or article.ordinal), and the days.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.warehouse.rows import REGISTRY, Batch, article, merge
from warehouse.connection import open_writer
from warehouse.migrate import migrate
from warehouse.store import store_run

CASES = [
    {**case, "file": path.stem}
    for path in sorted(Path(__file__).with_name("cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
ORDERS = ("at_once", "as_published", "backwards", "shuffled_and_twice")
MOST_TURNS = 10
"""Loads that the articles of one case are spread over; only the month of 40 articles has more than one a load."""

BACKFILLED_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Long after the cases' days: nothing depends on when the warehouse hears of it."""


@dataclass(slots=True)
class Outcome:
    """A warehouse that holds all cases, and the order in which they came."""

    order: str
    con: duckdb.DuckDBPyConnection
    incidents: dict[str, list[dict[str, Any]]]
    days: dict[tuple[str | None, dt.date | None], dict[str, Any]]


def governorate(case: dict[str, Any]) -> str:
    return f"T{CASES.index(case):03d}"


def articles(case: dict[str, Any]) -> list[tuple[str, Batch]]:
    """Each article's instant and rows."""
    code = governorate(case)
    return [(spec["at"], article(spec, f"{code}-", spec.get("in", code), "SY")) for spec in case["articles"]]


def load_in_order(order: str, path: Path) -> None:
    """Make a warehouse of all cases at `path`."""
    with open_writer(path) as con:
        migrate(con)
        store_run(con, REGISTRY, recorded_at=BACKFILLED_AT)
        for number, batch in enumerate(_batches(order), 1):
            store_run(con, batch, recorded_at=BACKFILLED_AT + dt.timedelta(hours=number))


def read_outcome(order: str, path: Path) -> Outcome:
    """What the warehouse at `path` came to; its connection stays open."""
    con = open_writer(path)
    return Outcome(order, con, _incidents(con), _days(con))


def _incidents(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Every incident with its events, the live ones among them, and its latest figures, by case."""
    cursor = con.execute(
        """
        select
            string_agg(distinct link.event_id, ' ' order by link.event_id) as events,
            string_agg(distinct link.event_id, ' ' order by link.event_id) filter (link.is_live) as live,
            any_value(incident.is_contested) as is_contested,
            any_value(toll) as toll
        from core.incident_claim as link
        join core.incident as incident using (incident_id)
        left join core.incident_toll as toll
            on toll.incident_id = link.incident_id and toll.superseded_at is null and toll.known_until > '9999-12-31'
        where link.superseded_at is null
        group by link.incident_id
        """
    )
    names = [column[0] for column in cursor.description]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in cursor.fetchall():
        incident = dict(zip(names, row, strict=True))
        found.setdefault(incident["events"].partition("-")[0], []).append(incident)
    return found


def _batches(order: str) -> list[Batch]:
    turns: dict[int, list[Batch]] = {}
    for case in CASES:
        batches = [rows for _, rows in sorted(articles(case), key=lambda pair: (int(pair[0].split()[0]), pair[0]))]
        if order == "backwards":
            batches.reverse()
        if order == "shuffled_and_twice":
            random.Random(case["name"]).shuffle(batches)
        for number, batch in enumerate(batches):
            turn = number if len(batches) <= MOST_TURNS else number * MOST_TURNS // len(batches)
            turns.setdefault(0 if order == "at_once" else turn, []).append(batch)
    told = [merge(*batches) for _, batches in sorted(turns.items())]
    return [*told, merge(*told)] if order == "shuffled_and_twice" else told


def _days(con: duckdb.DuckDBPyConnection) -> dict[tuple[str | None, dt.date | None], dict[str, Any]]:
    cursor = con.execute("from mart.daily_governorate_casualties")
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    return {(row["governorate_code"], row["event_date"]): row for row in rows}
