"""mart.daily_feed_health: what each feed answered on each day, what came of it, and whether it kept to its rhythm."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import FIRST_DAY, Batch
from warehouse.overview import read_feeds
from warehouse.store import store_run

CASES = tomllib.loads(Path(__file__).with_name("health.toml").read_text("utf-8"))["case"]
INPUT = {"name", "asked", "items", "pages", "later"}
OWN = {"feed_id": "a", "outlet_id": "a", "url": "https://a.example/feed"}


def at(hours: str | float) -> dt.datetime:
    """An instant, in hours from the first day."""
    return dt.datetime.combine(FIRST_DAY, dt.time(), dt.UTC) + dt.timedelta(hours=float(hours))


def request(words: str) -> dict[str, Any]:
    """«30 ok 12 ms=80 repeated_entry=2»: when, how it ended, entries, duration and what was dropped."""
    hour, outcome, *more = words.split()
    row: dict[str, Any] = {**OWN, "kind": "feed", "outcome": outcome, "fetched_at": at(hour), "elapsed_ms": 0}
    for word in more:
        if word.startswith("ms="):
            row["elapsed_ms"] = int(word[3:])
        elif "=" in word:
            row["dropped"] = {name: int(number) for name, number in (part.split("=") for part in word.split(","))}
        else:
            row["entry_count"] = int(word)
    return row | {"fetch_id": f"feed {hour}", "run_id": f"run {float(hour)}", "error": f"{outcome} it is"}


def page(words: str) -> dict[str, Any]:
    """«31 ok not_arabic»: when, how it ended, and what kept it from being an article."""
    hour, outcome, *problem = words.split()
    own = {"fetch_id": f"page {hour}", "kind": "page", "outcome": outcome, "error": problem[0] if problem else None}
    return {**OWN, **own, "fetched_at": at(hour)}


def items(words: str) -> Iterator[dict[str, Any]]:
    """«28 30 a»: published, seen, and the address; «0..239/2 240» is one every two hours."""
    published, seen, *path = words.split()
    hours: list[float | None] = [None if published == "none" else float(published)] if ".." not in published else []
    if ".." in published:
        first, last, step = (float(part) for part in published.replace("..", "/").split("/"))
        hours = [first + step * number for number in range(int((last - first) / step) + 1)]
    for hour in hours:
        yield {
            "entry_id": f"{hour} {seen} {path}",
            "feed_id": "a",
            "run_id": f"run {float(seen)}",
            "url": f"https://a.example/{path[0] if path else f'{hour}-{seen}'}",
            "published_at": None if hour is None else at(hour),
            "seen_at": at(seen),
        }


def load(con: duckdb.DuckDBPyConnection, case: dict[str, Any]) -> None:
    fetches = [request(words) for words in case["asked"]] + [page(words) for words in case.get("pages", [])]
    told = [item for words in case.get("items", []) for item in items(words)]
    batch: Batch = {"raw.fetch": fetches, "raw.feed_entry": told}
    store_run(con, batch, recorded_at=at(3000))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_health_of_a_feed(con: duckdb.DuckDBPyConnection, case: dict[str, Any]) -> None:
    load(con, case)
    cursor = con.execute("from mart.daily_feed_health order by fetch_date desc limit 1")
    columns = [column[0] for column in cursor.description or ()]
    (row,) = cursor.fetchall()
    expected = {name: None if value == "none" else value for name, value in case.items() if name not in INPUT}
    told = dict(zip(columns, row, strict=True))
    assert {name: told[name] for name in expected} == expected


def test_a_day_that_comes_again_is_told_once_and_whole(con: duckdb.DuckDBPyConnection) -> None:
    for number, words in enumerate(("30 ok 2", "33 timeout", "36 ok 3", "60 ok 1")):
        store_run(con, {"raw.fetch": [request(words)]}, recorded_at=at(3000 + number))
    days = con.execute("select fetch_count, entry_count, failures from mart.daily_feed_health order by fetch_date")
    assert days.fetchall() == [(3, 5, {"timeout": 1}), (1, 1, {})]


def test_a_silent_outlet_covers_no_day(con: duckdb.DuckDBPyConnection) -> None:
    """The governorates of a country have a row of zeros only for days on which somebody would have told."""
    registry: Batch = {
        "core.governorate": [{"governorate_code": "SY07", "country_code": "SY"}],
        "core.outlet": [{"outlet_id": "a", "name": "A", "country_code": "SY"}],
    }
    store_run(con, registry, recorded_at=at(2999))
    load(con, {"asked": ["240 ok 40", "241 not_modified", "290 not_modified"], "items": ["0..239/2 240"]})
    covered = con.execute("select event_date, outlets_alive_count from mart.daily_governorate_casualties").fetchall()
    assert covered == [(at(240).date(), 1)]


def test_the_state_of_each_feed_the_worst_first(con: duckdb.DuckDBPyConnection) -> None:
    def of(feed: str, *asked: str, **case: Any) -> Batch:
        fetches = [request(words) | {"feed_id": feed} for words in asked]
        told = [item | {"feed_id": feed} for words in case.get("items", []) for item in items(words)]
        return {
            "raw.fetch": [row | {"fetch_id": f"{feed} {row['fetch_id']}"} for row in fetches],
            "raw.feed_entry": [row | {"entry_id": f"{feed} {row['entry_id']}"} for row in told],
        }

    batches = (
        of("good", "240 ok 40", items=["0..239/2 240"]),
        of("silent", "239 ok 40", "240 not_modified", items=["0..200/2 239"]),
        of("failing", "200 ok 3", "240 timeout", items=["199 200"]),
        of("never", "240 dns"),
        of("switched-off", "100 timeout"),
    )
    for number, batch in enumerate(batches):
        store_run(con, batch, recorded_at=at(3000 + number))
    told = [(row["feed_id"], row["state"], row["last_outcome"]) for row in read_feeds(con)]
    assert told == [
        ("never", "failing", "dns"),
        ("failing", "failing", "timeout"),
        ("silent", "silent", "not_modified"),
        ("good", "ok", "ok"),
    ]
