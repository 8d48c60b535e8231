"""What waits for an analyst's look and in what order, what leaves the queue, and what brings it back."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import article, merge
from tests.warehouse.test_correct import AT, BY, later
from tests.warehouse.test_learn import decide as decide_name
from tests.warehouse.test_learn import lesson
from tests.warehouse.test_store import FIRST, SECOND, rows, run
from warehouse.correct import Seen, accept_incidents, change_events, reject_events, split_events, undo_correction
from warehouse.errors import CorrectionError
from warehouse.review import Item, read_queue
from warehouse.weights import Linking

CASES = tomllib.loads(Path(__file__).with_name("review.toml").read_text(encoding="utf-8"))["case"]
STATUS = "select killed_best, review_status from mart.incident order by all"
DEADLY = {**FIRST, "killed": "12"}


def told(items: list[Item]) -> list[str]:
    return [f"{item.reason} {item.score}: {item.detail}" for item in items]


def accept(con: duckdb.DuckDBPyConnection, *incidents: str | None, hours: int = 0) -> str:
    return accept_incidents(con, *incidents, **later(hours)).correction_id  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_in_doubt_waits(con: duckdb.DuckDBPyConnection, case: dict[str, Any]) -> None:
    run(con, *(article(spec) for spec in case["articles"]), linking=Linking(**case.get("linking", {})))
    assert told(read_queue(con)) == case["items"]


def test_a_learnt_name_waits_until_somebody_decides(con: duckdb.DuckDBPyConnection) -> None:
    run(con, lesson(1, "o SY07"), lesson(2, "p SY07"))
    (item,) = read_queue(con)
    assert (item.reason, item.name_key, item.score, item.detail) == ("learnt_place", "x", 0.6, "waiting, 2 sources")
    decide_name(con, "approve SY07")
    assert read_queue(con) == []
    decide_name(con, "withdraw", hour=2)
    assert read_queue(con) == [item]


def test_what_was_accepted_waits_no_more_and_its_undoing_brings_it_back(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(DEADLY))
    before = read_queue(con)
    correction = accept(con, before[0].incident_id)
    assert (read_queue(con), rows(con, STATUS)) == ([], [(12, "accepted")])
    undo_correction(con, correction, author="samir", made_at=later()["made_at"])
    assert (read_queue(con), rows(con, STATUS)) == (before, [(12, "none")])


RETURNS = {
    "a reprint": ({"id": "b", "at": "27 18:00", "outlet": "a"}, "accepted"),
    "another source with the same": ({"id": "b", "at": "27 18:00"}, "outdated"),
    "a new toll": ({"id": "b", "at": "27 18:00", "outlet": "a", "killed": "14"}, "outdated"),
    "another happening": ({"id": "b", "at": "27 18:00", "place": "tell"}, "accepted"),
}


@pytest.mark.parametrize("name", RETURNS)
def test_news_makes_what_was_accepted_outdated_and_no_news_does_not(con: duckdb.DuckDBPyConnection, name: str) -> None:
    spec, status = RETURNS[name]
    run(con, article({**DEADLY, "outlet": "a"}))
    incident = read_queue(con)[0].incident_id
    accept(con, incident)
    run(con, article({**DEADLY, **spec}), hour=2)
    assert rows(con, f"select review_status from mart.incident where incident_id = '{incident}'") == [(status,)]


def test_a_pair_that_is_two_says_nothing_of_either(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(DEADLY), article({**DEADLY, "id": "b", "day": 28, "at": "28 12:00"}))
    pair = read_queue(con)[0]
    accept(con, pair.incident_id, pair.other_incident_id)
    assert told(read_queue(con)) == ["single_source 3.6: one source"] * 2
    assert rows(con, STATUS) == [(12, "none"), (12, "none")]


def test_parted_events_are_no_pair_again(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article({**SECOND, "killed": "6"}))
    split_events(con, ["b.v.0"], **BY)
    assert rows(con, STATUS) == [(6, "corrected"), (6, "corrected")]
    assert read_queue(con) == []


def test_a_decision_on_what_was_seen_accepts_what_comes_of_it_and_nothing_else(con: duckdb.DuckDBPyConnection) -> None:
    moved = {"place": "tell", "place_key": "tell"}
    run(con, article(DEADLY), article({**DEADLY, "id": "b", "place": "tell", "killed": "11"}))
    seen = Seen("q1", "k1", frozenset({"a.v.0"}))
    change_events(con, ["a.v.0"], {"killed_low": 13, "killed_high": 13}, seen=seen, **BY)
    assert told(read_queue(con)) == ["single_source 3.3: one source"]
    change_events(con, ["a.v.0"], moved, seen=Seen("q1", "k2", frozenset({"a.v.0"})), **later())
    assert rows(con, "select count(*) from core.correction where kind = 'accept'") == [(1,)]
    assert rows(con, "select review_status, claim_count from mart.incident") == [("outdated", 2)]


def test_a_rejected_incident_has_nothing_to_accept(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(DEADLY))
    incident = read_queue(con)[0].incident_id
    reject_events(con, ["a.v.0"], seen=Seen("q1", "k1", frozenset({"a.v.0"})), **BY)
    assert rows(con, "select kind from core.correction") == [("reject",)]
    with pytest.raises(CorrectionError, match="was closed on"):
        accept(con, incident, hours=1)


def test_a_decision_on_several_events_follows_the_words_of_each(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article(SECOND))
    change_events(con, ["a.v.0", "b.v.0"], {"weapon": "drone"}, **BY)
    again = merge(article({**FIRST, "coder": "2"}), article({**SECOND, "coder": "2"}))
    run(con, again, hour=2)
    assert rows(con, "select event_id from core.correction order by 1") == [("a.v.0",), ("b.v.0",)]
    assert rows(con, "select distinct weapon from mart.claim") == [("drone",)]


@pytest.mark.parametrize(("reason", "author"), [(" ", "rana"), ("read it", "")])
def test_nobody_accepts_without_a_name_and_a_reason(con: duckdb.DuckDBPyConnection, reason: str, author: str) -> None:
    run(con, article(DEADLY))
    incident = str(read_queue(con)[0].incident_id)
    with pytest.raises(CorrectionError, match="needs a reason and an author"):
        accept_incidents(con, incident, reason=reason, author=author, made_at=AT)
    assert rows(con, STATUS) == [(12, "none")]
