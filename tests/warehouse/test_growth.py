"""The ways that cost by the change give what the plain ways give that look at everything."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from benchmarks.synthetic import News, registries, spread
from tests.warehouse.rows import article, merge
from warehouse import near, store
from warehouse.check import run_checks
from warehouse.cluster import Scores, group_events
from warehouse.connection import open_writer
from warehouse.decisions import Decisions
from warehouse.migrate import migrate
from warehouse.neighbours import load_events
from warehouse.store import store_run
from warehouse.weights import DEFAULT

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAYS, PER_DAY = 5, 40


@pytest.fixture(scope="module", params=["in_order", "scattered"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of some days in which few towns have much happening, loaded a few articles at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.synthetic.TOWNS", 1)
        patch.setattr("benchmarks.synthetic.TELLING", 0.9)
        stream = News(PER_DAY)
        batches = [part for day in range(DAYS) for part in spread(stream.day(day), 2)]
    if request.param == "scattered":
        random.Random(1).shuffle(batches)
    con = open_writer(tmp_path_factory.mktemp(request.param) / "write.duckdb")
    migrate(con)
    store_run(con, registries(), recorded_at=NOW)
    for number, batch in enumerate(batches, 1):
        store_run(con, batch, recorded_at=NOW + dt.timedelta(minutes=number))
    yield con
    con.close()


def test_incidents_are_those_of_all_events_grouped_at_once(full: duckdb.DuckDBPyConnection) -> None:
    told = full.execute("select event_id from core.casualty_event").fetchall()
    groups = group_events(load_events(full, [row[0] for row in told]), Scores(Decisions()))
    linked = full.execute(
        "select list(distinct event_id) from core.incident_claim where superseded_at is null group by incident_id"
    ).fetchall()
    assert {frozenset(row[0]) for row in linked} == {frozenset(e.event_id for e in group.events) for group in groups}
    assert max(len(group.events) for group in groups) > 5


def test_near_duplicates_are_those_of_a_comparison_of_all(full: duckdb.DuckDBPyConnection) -> None:
    """Every text with every other, by Python's own sets."""
    rows = full.execute(
        """
        select sketch.version_id, sketch.shingles, sketch.bands || sketch.sentences as hashes, article.published_date
        from core.article_sketch as sketch join core.article as article using (article_id)
        """
    ).fetchall()
    texts = {version: (set(shingles), set(hashes), day) for version, shingles, hashes, day in rows}
    expected = {}
    for version, (mine, hashes, day) in texts.items():
        for other, (theirs, other_hashes, other_day) in texts.items():
            if other < version and hashes & other_hashes and abs((day - other_day).days) <= DEFAULT.copy_days:
                shared = len(mine & theirs)
                jaccard, containment = shared / len(mine | theirs), shared / min(len(mine), len(theirs))
                if jaccard >= DEFAULT.copy_jaccard or containment >= DEFAULT.copy_containment:
                    expected[(version, other)] = (round(jaccard, 4), round(containment, 4))
    held = full.execute("select version_id, other_version_id, jaccard, containment from core.near_duplicate").fetchall()
    assert {(version, other): (jaccard, containment) for version, other, jaccard, containment in held} == expected
    assert len(expected) > 20


def test_days_made_as_they_changed_are_those_made_at_once(full: duckdb.DuckDBPyConnection) -> None:
    at_once = (
        "from mart.daily_governorate_casualties_between('0001-01-01', '9999-12-31', "
        "'9999-12-31'::timestamp, '9999-12-31'::timestamp)"
    )
    held = "from mart.daily_governorate_casualties"
    for one, other in ((held, at_once), (at_once, held)):
        assert full.execute(f"{one} except all {other}").fetchall() == []


def test_all_that_was_checked_load_by_load_holds_as_a_whole(full: duckdb.DuckDBPyConnection) -> None:
    assert len(run_checks(full)) > 30


@pytest.mark.parametrize(
    ("changed", "at_work"),
    [({}, False), ({"claimant_id": "unheard_of"}, False), ({"claimant_id": "hospital", "kind": "party"}, True)],
    ids=["nothing", "a claimant whom nobody quotes", "another kind of a quoted one"],
)
def test_a_registry_that_changes_relinks_whom_it_touches(
    full: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], at_work: bool
) -> None:
    """A million articles were linked again for one new claimant, and nothing came of it."""
    asked: set[str] = set()
    relink = store.relink

    def watch(con: duckdb.DuckDBPyConnection, touched: set[str], *arguments: Any, **named: Any) -> Any:
        asked.update(touched)
        return relink(con, touched, *arguments, **named)

    monkeypatch.setattr(store, "relink", watch)
    rows = registries()
    first = next(row for row in rows["core.claimant"] if row["claimant_id"] == "hospital")
    kept = [row for row in rows["core.claimant"] if row["claimant_id"] != changed.get("claimant_id")]
    added = [{**first, **changed}] if changed else []
    store_run(full, {**rows, "core.claimant": [*kept, *added]}, recorded_at=NOW + dt.timedelta(days=9))
    told = full.execute("select event_id from core.claim where claimant_id = 'hospital'").fetchall()
    quoted = {row[0] for row in told}
    assert quoted
    assert asked == (quoted if at_work else set())
    store_run(full, rows, recorded_at=NOW + dt.timedelta(days=10))


@pytest.mark.parametrize(
    ("outlet", "concerned"),
    [
        ({"outlet_id": "unheard_of", "name": "New", "kind": "monitor"}, False),
        ({"name": "Another name"}, False),
        ({"kind": "monitor"}, True),
    ],
    ids=["an outlet without a past", "another name", "another kind"],
)
def test_an_outlet_that_changes_has_its_own_claims_made_anew(
    full: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, outlet: dict[str, str], concerned: bool
) -> None:
    """Every new feed had all claims made anew: of 800,000 the load outgrew its memory."""
    made: set[str] = set()
    refresh = store.refresh_claims

    def watch(con: duckdb.DuckDBPyConnection, events: set[str], *arguments: Any) -> Any:
        made.update(events)
        return refresh(con, events, *arguments)

    telling = article({"id": "own", "at": "5 20:00", "place": "nowhere else", "killed": "3", "outlet": "outlet01"})
    store_run(full, telling, recorded_at=NOW + dt.timedelta(days=11))
    monkeypatch.setattr(store, "refresh_claims", watch)
    told = full.execute("select event_id from core.claim where source_key = 'outlet01' and superseded_at is null")
    own = {row[0] for row in told.fetchall()}
    first = next(row for row in registries()["core.outlet"] if row["outlet_id"] == "outlet01")
    assert own
    store_run(full, {"core.outlet": [{**first, **outlet}]}, recorded_at=NOW + dt.timedelta(days=11))
    assert made == (own if concerned else set())
    store_run(full, {"core.outlet": [first]}, recorded_at=NOW + dt.timedelta(days=12))


def test_a_line_that_all_share_finds_nobody_but_hides_nobody(con: duckdb.DuckDBPyConnection) -> None:
    """A hash is boilerplate by how many share it in a window of days, not by how many did in all the years."""
    crowd = near.MOST_HOLDERS + 1
    days = [dt.date(2016, 1, 1)] * crowd + [dt.date(2020, 1, 1), dt.date(2020, 1, 2)]
    for first, last in ((0, crowd), (crowd, crowd + 2)):
        store_run(
            con,
            merge(*(_copy(number, days[number]) for number in range(first, last))),
            recorded_at=NOW + dt.timedelta(minutes=first),
        )
    found = con.execute("select version_id, other_version_id from core.near_duplicate").fetchall()
    assert found == [(f"v{crowd + 1}", f"v{crowd}")]


def _copy(number: int, day: dt.date) -> dict[str, list[dict[str, Any]]]:
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    keys = {"article_id": f"a{number}", "version_id": f"v{number}"}
    return {
        "core.article": [{"article_id": f"a{number}", "published_date": day, "source": "feed"}],
        "core.article_version": [{**keys, "text_length": 1, "known_at": at}],
        "core.article_sketch": [{**keys, "algorithm": "1", "bands": [7], "sentences": [], "shingles": [1, 2, 3]}],
    }
