"""The annotated near-duplicates: copies and edits are one source, rewrites others, look-alikes another happening."""

from __future__ import annotations

import datetime as dt
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.normalize import normalize_phrase
from extractors.scoring import fold_place
from extractors.similarity import sketch
from tests.warehouse.linking import NEAR_DUPLICATES, expected_of
from tests.warehouse.rows import REGISTRY, Batch, article, merge
from warehouse.connection import open_writer
from warehouse.store import store_run

TEXTS = NEAR_DUPLICATES
IDS = [text["id"] for text in TEXTS]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = dt.date(2016, 7, 1)


def words(pair: list[int | None]) -> str:
    low, high = pair
    if high is None:
        return "some" if low == 3 else f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


def day_number(day: str) -> int:
    return (dt.date.fromisoformat(day) - FIRST_DAY).days + 1


def spec(event: dict[str, Any]) -> dict[str, Any]:
    """An annotated event in the words of the cases."""
    counts = {o: words(event[o]) for o in ("killed", "injured", "missing", "casualties") if event[o]}
    return {
        **counts,
        "day": day_number(event["date"]),
        "place": fold_place(event["place"]) if event["place"] else None,
        "places": [fold_place(place) for place in event["places"]],
        "governorate": event["governorate"] or "",
        "actor": event["actor"],
        "weapon": event["weapon"],
        "scope": event["scope"],
        "claimant": normalize_phrase(event["claimant"]) if event["claimant"] else None,
    }


def rows(text: dict[str, Any], hour: int) -> Batch:
    made = sketch(text["text"])
    hashes = [value for (value,) in struct.iter_unpack("<I", made.shingles)]
    return article(
        {
            "id": text["id"],
            "outlet": text["outlet"],
            "at": f"{day_number(text['published'])} {hour:02}:00",
            "events": [spec(event) for event in text["events"]],
            "sketch": {
                "algorithm": made.version,
                "bands": made.bands,
                "sentences": made.sentences,
                "shingles": hashes,
            },
        }
    )


@pytest.fixture(scope="module", params=["at_once", "forwards", "backwards"])
def con(
    request: pytest.FixtureRequest, empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    file = shutil.copyfile(empty, tmp_path_factory.mktemp(request.param) / "write.duckdb")
    connection = open_writer(file)
    batches = [rows(text, 6 + IDS.index(text["id"]) % 12) for text in TEXTS]
    if request.param == "at_once":
        batches = [merge(*batches)]
    else:
        batches = [merge(*batches[start : start + 5]) for start in range(0, len(batches), 5)]
        batches = batches[::-1] if request.param == "backwards" else batches
    store_run(connection, REGISTRY, recorded_at=NOW)
    for hour, batch in enumerate(batches, 1):
        store_run(connection, batch, recorded_at=NOW + dt.timedelta(hours=hour))
    yield connection
    connection.close()


def story(con: duckdb.DuckDBPyConnection, text: str) -> str:
    found = con.execute("select story_id from core.story where article_id = ?", [text]).fetchall()
    return str(found[0][0]) if found else text


def incidents(con: duckdb.DuckDBPyConnection, events: str) -> set[str]:
    sql = "select incident_id from core.incident_claim where superseded_at is null and event_id like ?"
    found = con.execute(sql, [events]).fetchall()
    return {row[0] for row in found}


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_each_text_is_told_from_its_like(con: duckdb.DuckDBPyConnection, text: dict[str, Any]) -> None:
    others = [other for other in TEXTS if other["set"] == text["set"] and other["id"] < text["id"]]
    for other in others:
        one_story, one_incident = expected_of(text, other)
        assert (story(con, text["id"]) == story(con, other["id"])) == one_story, other["id"]
        shared = incidents(con, f"{text['id']}.v.%") & incidents(con, f"{other['id']}.v.%")
        assert one_incident is None or bool(shared) == one_incident, other["id"]


def test_an_attack_of_the_same_day_and_place_is_another(con: duckdb.DuckDBPyConnection) -> None:
    attack, mine = (incidents(con, f"dup12c.v.{n}") for n in (0, 1))
    assert not attack & incidents(con, "dup12a.v.%")
    assert mine <= incidents(con, "dup12a.v.%")


def test_updates_supersede(con: duckdb.DuckDBPyConnection) -> None:
    best = con.execute(
        """
        select first.article_id, incident.killed_low, incident.killed_best, incident.killed_high
        from core.incident_claim as link
        join core.claim as first using (claim_id)
        join mart.incident as incident on incident.incident_id = link.incident_id
        where link.superseded_at is null and first.article_id in ('dup04a', 'dup08a', 'dup11a')
        order by 1
        """
    ).fetchall()
    assert best == [("dup04a", 8, 8, 8), ("dup08a", 11, 11, 11), ("dup11a", 5, 5, 5)]
