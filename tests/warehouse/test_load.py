from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import Batch, article, instant, merge
from warehouse.errors import BatchError
from warehouse.load import LoadResult, load_batch, load_transaction

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
STRIKE = {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "6", "of": {"child": 2}}


def load(con: duckdb.DuckDBPyConnection, batch: Batch, hour: int = 0) -> LoadResult:
    with load_transaction(con):
        return load_batch(con, batch, recorded_at=NOW + dt.timedelta(hours=hour))


def count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(f"select count(*) from {sql}").fetchone()
    assert row is not None
    return int(row[0])


def test_a_second_load_adds_nothing_and_says_so(con: duckdb.DuckDBPyConnection) -> None:
    first, second = load(con, article(STRIKE)), load(con, article(STRIKE), 1)
    assert (first.added, first.updated) == (4, 0)
    assert (second.added, second.updated) == (0, 0)
    assert second.tables["core.casualty_event"].unchanged == 1
    assert second.changed_events == set()
    assert count(con, "core.event_victim") == 1


def test_a_new_reading_supersedes_the_old_and_keeps_it(con: duckdb.DuckDBPyConnection) -> None:
    load(con, article(STRIKE))
    result = load(con, article({**STRIKE, "killed": "8"}), 1)
    assert result.tables["core.casualty_event"].updated == 1
    rows = con.execute(
        "select killed_low, superseded_at is null from core.casualty_event order by recorded_at"
    ).fetchall()
    assert rows == [(6, False), (8, True)]
    assert count(con, "core.event_victim where superseded_at is null") == 1
    assert count(con, "core.event_victim") == 2


def test_a_reading_that_finds_nothing_ends_the_events(con: duckdb.DuckDBPyConnection) -> None:
    load(con, article(STRIKE))
    result = load(con, article({**STRIKE, "silent": True}), 1)
    assert result.changed_events == {"a.v.0"}
    assert count(con, "core.casualty_event where superseded_at is null") == 0


def test_a_newer_coder_that_agrees_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    load(con, article(STRIKE))
    result = load(con, article({**STRIKE, "coder": "2"}), 1)
    assert result.changed_events == set()
    assert con.execute("select coder_version from core.extraction").fetchall() == [("2",)]


def test_the_newest_text_counts_whenever_it_arrives(con: duckdb.DuckDBPyConnection) -> None:
    newer = {**STRIKE, "id": "b", "article": "a", "at": "28 12:00", "killed": "9"}
    for hour, spec in enumerate((newer, STRIKE)):
        result = load(con, {k: v for k, v in article(spec).items() if hour == 0 or k != "core.article"}, hour)
    assert result.changed_versions == {"a.v"}
    rows = con.execute("select version_id, replaced_at from core.article_version order by known_at").fetchall()
    assert rows == [("a.v", instant("28 12:00").replace(tzinfo=None)), ("b.v", None)]


def test_instants_are_kept_in_utc(con: duckdb.DuckDBPyConnection) -> None:
    damascus = dt.timezone(dt.timedelta(hours=3))
    row = {"run_id": "r", "flow": "daily", "started_at": dt.datetime(2026, 1, 1, 2, tzinfo=damascus)}
    load(con, {"meta.run": [row]})
    assert con.execute("select started_at from meta.run").fetchone() == (dt.datetime(2025, 12, 31, 23),)  # noqa: DTZ001


def test_a_registry_comes_whole(con: duckdb.DuckDBPyConnection) -> None:
    def names(*keys: str) -> Batch:
        return {"core.claimant_name": [{"claimant_key": key, "claimant_id": "x"} for key in keys]}

    load(con, names("a", "b"))
    load(con, names("b", "c"), 1)
    assert con.execute("select claimant_key from core.claimant_name order by 1").fetchall() == [("b",), ("c",)]


def test_a_row_told_twice_in_one_batch_is_one(con: duckdb.DuckDBPyConnection) -> None:
    result = load(con, {"core.outlet": [{"outlet_id": "o", "name": "O"}] * 2})
    assert result.tables["core.outlet"].added == 1


def without(batch: Batch, table: str, column: str) -> Batch:
    rows = [{k: v for k, v in row.items() if k != column} for row in batch[table]]
    return {**batch, table: rows}


def changed(table: str, **values: Any) -> Batch:
    batch = article(STRIKE)
    return {**batch, table: [{**row, **values} for row in batch[table]]}


BAD = {
    "an unknown table": ({"core.nothing": [{"a": 1}]}, "core.nothing"),
    "a table that the warehouse makes": ({"core.claim": [{"claim_id": "x"}]}, "core.claim"),
    "an unknown column": (changed("core.article", colour="red"), "colour"),
    "a column of the warehouse's own": (changed("core.article_version", replaced_at=NOW), "replaced_at"),
    "a missing value": (without(article(STRIKE), "core.article_version", "known_at"), "known_at is missing"),
    "an instant without a zone": (changed("core.article", published_at=NOW.replace(tzinfo=None)), "time zone"),
    "a word for a number": (changed("core.casualty_event", killed_low="six"), "killed_low"),
    "events without their extraction": (
        {k: v for k, v in article(STRIKE).items() if k != "core.extraction"},
        "core.extraction",
    ),
    "an event of another version": (changed("core.casualty_event", version_id="z"), r"a\.v\.0"),
    "a part of no event": (changed("core.event_victim", event_id="z"), "event z"),
    "a key with two meanings": (
        {"core.outlet": [{"outlet_id": "o", "name": "O"}, {"outlet_id": "o", "name": "P"}]},
        "two meanings",
    ),
    "an event told twice": (
        {**article(STRIKE), "core.casualty_event": article(STRIKE)["core.casualty_event"] * 2},
        "event_id",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_rows_that_do_not_fit_are_refused_whole(con: duckdb.DuckDBPyConnection, what: str) -> None:
    batch, words = BAD[what]
    with pytest.raises(BatchError, match=words):
        load(con, merge(article({**STRIKE, "id": "good"}), batch))
    assert count(con, "core.article") == 0
