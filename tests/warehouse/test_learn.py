"""What articles teach of places: weighed by independent sources, judged by analysts, taken back with their texts."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import Batch, article, instant, merge
from warehouse.errors import BatchError, DecisionError
from warehouse.learn import decide_place, list_learnt, read_learnt
from warehouse.store import RunResult, store_run

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CASES = tomllib.loads(Path(__file__).with_name("learnt_places.toml").read_text(encoding="utf-8"))["case"]
NAME = "زور الغامض"


def lesson(number: int, words: str, *, key: str = "x", article_of: int | None = None) -> Batch:
    """One article without events that teaches a name: «outlet governorate [text]», told in the hour of its number."""
    outlet, code, *text = words.split()
    spec: dict[str, Any] = {
        "id": f"{number}", "at": f"3 {number:02}:00", "outlet": None if outlet == "-" else outlet, "silent": True,
        "article": f"{number if article_of is None else article_of}.a",
    }  # fmt: skip
    if text:
        hashes = [sum(map(ord, text[0])) + n for n in range(40)]
        spec["sketch"] = {"algorithm": "test", "bands": hashes[:8], "sentences": [], "shingles": hashes}
    batch = article(spec)
    version = batch["core.extraction"][0]
    return batch | {
        "core.place_lesson": [
            {
                "version_id": version["version_id"],
                "article_id": version["article_id"],
                "name_key": key,
                "governorate_code": code,
                "name": NAME,
                "kind": "village",
            }
        ]
        if code != "-"
        else []
    }


def run(con: duckdb.DuckDBPyConnection, *batches: Batch, hour: int = 0) -> RunResult:
    return store_run(con, merge(*batches), recorded_at=NOW + dt.timedelta(hours=hour))


def decide(con: duckdb.DuckDBPyConnection, words: str, hour: int = 1) -> None:
    decision, *code = words.split()
    decide_place(
        con, decision, "x", governorate_code=code[0] if code else None, name=NAME, reason="r", author="rana",
        made_at=NOW + dt.timedelta(hours=hour),
    )  # fmt: skip


def told(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {row["governorate_code"]: f"{row['status']} {row['source_count']}" for row in list_learnt(con)}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_lessons_and_decisions_amount_to(con: duckdb.DuckDBPyConnection, case: dict[str, Any]) -> None:
    run(con, *(lesson(number, words) for number, words in enumerate(case.get("lessons", ()), 1)))
    for hour, words in enumerate(case.get("decisions", ()), 1):
        decide(con, words, hour)
    assert told(con) == case["is"]
    usable = [code for code, words in case["is"].items() if words.split()[0] in ("learnt", "approved")]
    assert [(row["governorate_code"], row["name"]) for row in read_learnt(con)] == [(code, NAME) for code in usable]


THREE = [lesson(1, "a SY07"), lesson(2, "b SY07"), lesson(3, "c SY07")]


def test_the_first_article_says_since_when_and_all_are_counted(con: duckdb.DuckDBPyConnection) -> None:
    run(con, *THREE, lesson(4, "c SY07"))
    (row,) = list_learnt(con)
    assert (row["article_count"], row["source_count"], row["first_seen_at"]) == (
        4,
        3,
        instant("3 01:00").replace(tzinfo=None),
    )


def test_a_second_load_adds_nothing(con: duckdb.DuckDBPyConnection) -> None:
    first, second = run(con, *THREE), run(con, *THREE, hour=1)
    assert [first.tables[name].added for name in ("core.place_lesson", "core.learnt_place")] == [3, 1]
    assert (second.added, second.updated) == (0, 0)


def test_a_changed_text_takes_its_evidence_back(con: duckdb.DuckDBPyConnection) -> None:
    run(con, *THREE)
    run(con, lesson(4, "c -", article_of=3), hour=1)
    assert told(con) == {"SY07": "waiting 2"}
    assert read_learnt(con) == []
    past = con.execute("select recorded_at, superseded_at from core.learnt_place").fetchall()
    assert past == [(NOW.replace(tzinfo=None), NOW.replace(tzinfo=None) + dt.timedelta(hours=1))]


def test_a_new_reading_replaces_what_a_text_taught(con: duckdb.DuckDBPyConnection) -> None:
    run(con, *THREE)
    run(con, lesson(3, "c SY05"), hour=1)
    assert told(con) == {"SY07": "disputed 2", "SY05": "disputed 1"}


def test_decisions_outlive_all_evidence(con: duckdb.DuckDBPyConnection) -> None:
    run(con, lesson(1, "a SY07"))
    decide(con, "approve")
    run(con, lesson(1, "a -"), hour=2)
    assert told(con) == {"SY07": "approved 0"}
    assert [row["is_approved"] for row in read_learnt(con)] == [True]


def test_what_cannot_be_decided_is_refused_with_the_remedy(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(DecisionError, match="no article says where it lies; name its governorate with --governorate"):
        decide(con, "approve")
    with pytest.raises(DecisionError, match="nothing was decided"):
        decide(con, "withdraw")
    run(con, lesson(1, "a SY07"), lesson(2, "a SY05"))
    with pytest.raises(DecisionError, match="articles place it in SY05, SY07; name its governorate"):
        decide(con, "approve")
    assert con.execute("select count(*) from core.place_decision").fetchone() == (0,)


def test_lessons_come_with_the_reading_of_their_text(con: duckdb.DuckDBPyConnection) -> None:
    stray = lesson(1, "a SY07")["core.place_lesson"]
    with pytest.raises(BatchError, match=f"core.place_lesson {NAME}: its version has no core.extraction row"):
        run(con, lesson(2, "a SY07"), {"core.place_lesson": stray})
    assert told(con) == {}
