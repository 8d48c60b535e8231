"""One run, one transaction: repeated it changes nothing, killed it leaves nothing, broken it is refused."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import REGISTRY, Batch, article, day, merge
from warehouse import store
from warehouse.connection import open_writer
from warehouse.correct import reject_events
from warehouse.errors import CheckFailed
from warehouse.migrate import migrate
from warehouse.query import read_query
from warehouse.store import RunResult, store_run
from warehouse.weights import DEFAULT, Linking

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FIRST = {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "6"}
SECOND = {"id": "b", "at": "27 15:00", "day": 27, "place": "kafr", "killed": "8"}
RUN = {"run_id": "r1", "flow": "daily", "started_at": NOW}


def run(con: duckdb.DuckDBPyConnection, *batches: Batch, hour: int = 0, linking: Linking = DEFAULT) -> RunResult:
    return store_run(con, merge(*batches), recorded_at=NOW + dt.timedelta(hours=hour), linking=linking)


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def everything(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but the log of loads."""
    sql = "select schema_name || '.' || table_name from duckdb_tables() where not temporary"
    names = [t for (t,) in rows(con, sql)]
    return {name: sorted(map(str, rows(con, f"from {name}"))) for name in names if name != "meta.load"}


def test_a_repeated_run_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article(SECOND))
    before = everything(con)
    result = run(con, article(FIRST), article(SECOND), hour=1)
    assert (result.added, result.updated) == (0, 0)
    assert (result.touched_days, result.changed_incidents) == ([], [])
    assert everything(con) == before


def test_what_a_text_tells_no_more_leaves_its_later_deaths_to_the_only_happening_left(
    con: duckdb.DuckDBPyConnection,
) -> None:
    strike = {"day": 1, "place": "jalaa", "killed": "8"}
    of_wounds = {"killed": "4", "circumstance": "died_of_wounds", "governorate": ""}
    elsewhere = {"day": 2, "place": "sarmin", "killed": "2"}
    text: dict[str, Any] = {"id": "a", "at": "2 10:00"}
    in_days = "select sum(killed_best) from mart.daily_governorate_casualties"
    run(con, article({**text, "events": [strike, of_wounds, elsewhere]}))
    assert rows(con, in_days) == [(14,)]
    run(con, article({**text, "coder": "2", "events": [strike, of_wounds]}), hour=1)
    assert rows(con, in_days) == [(8,)]
    run(con, article({**text, "coder": "3", "events": [strike, of_wounds, elsewhere]}), hour=2)
    assert rows(con, in_days) == [(14,)]
    reject_events(con, ["a.v.2"], reason="no casualties", author="rana", made_at=NOW + dt.timedelta(hours=3))
    assert rows(con, in_days) == [(8,)]


def test_the_result_says_what_changed(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    result = run(con, article(SECOND), {"meta.run": [RUN]}, hour=1)
    assert result.touched_days == [day(27)]
    assert len(result.changed_incidents) == 1
    assert result.tables["core.claim"].added == 1
    logged = rows(con, "select table_name, added_count from meta.load where run_id = 'r1' and added_count > 0")
    assert ("core.casualty_event", 1) in logged
    changes = rows(
        con, "select change, reason, run_id, killed_best_before, killed_best_after from core.incident_change"
    )
    assert changes == [("created", "new report", None, None, 6), ("figures", "new report", "r1", 6, 8)]


def test_only_what_is_touched_is_written(con: duckdb.DuckDBPyConnection) -> None:
    elsewhere = {**FIRST, "id": "c", "place": "far"}
    run(con, article(FIRST), article(elsewhere))
    run(con, article(SECOND), hour=1)
    recent = rows(con, f"select distinct incident_id from core.incident_toll where recorded_at > '{NOW:%F %T}'")
    assert len(recent) == 1


def test_an_edited_article_replaces_its_claims_from_then_on(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    run(con, article({**FIRST, "id": "a2", "article": "a", "at": "28 09:00", "killed": "5"}), hour=1)
    assert rows(con, "select killed_low, killed_best, killed_high, source_count from mart.incident") == [(5, 5, 5, 1)]
    as_of = "select killed_best from mart.daily_governorate_casualties_as_of('{}') where killed_best > 0"
    assert rows(con, as_of.format("2016-07-27 20:00")) == [(6,)]
    assert rows(con, as_of.format("2016-07-28 10:00")) == [(5,)]
    assert ("figures", "edit") in rows(con, "select change, reason from core.incident_change")


def test_the_past_can_be_asked_as_it_was_recorded(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    run(con, article({**FIRST, "killed": "60"}), hour=2)
    recorded = "select killed_best from mart.daily_governorate_casualties_as_recorded('{}') where killed_best > 0"
    assert rows(con, recorded.format("2026-01-01 01:00")) == [(6,)]
    assert rows(con, recorded.format("2026-01-01 03:00")) == [(60,)]
    assert rows(con, "select killed_best from mart.daily_governorate_casualties where killed_best > 0") == [(60,)]
    assert ("figures", "coder") in rows(con, "select change, reason from core.incident_change")


def test_a_withdrawn_event_closes_its_incident(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    run(con, article({**FIRST, "silent": True}), hour=1)
    assert rows(con, "select count(*) from mart.incident") == [(0,)]
    assert rows(con, "select sum(killed_best) from mart.daily_governorate_casualties") in ([(0,)], [(None,)])
    assert rows(con, "select closed_at is not null from core.incident") == [(True,)]


def test_a_late_article_joins_what_it_connects(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST), article({**SECOND, "place": None}))
    assert rows(con, "select killed_best from mart.incident order by 1") == [(6,), (8,)]
    run(con, article({"id": "c", "at": "27 16:00", "day": 27, "place": "kafr", "killed": "8"}), hour=1)
    assert rows(con, "select killed_low, killed_best, killed_high from mart.incident") == [(6, 8, 8)]


def test_ids_last_through_merge_and_split(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article({**FIRST, "killed": "6"}))
    run(con, article({**SECOND, "place": "other"}), hour=1)
    (first, second) = (r[0] for r in rows(con, "select incident_id from core.incident order by created_at"))
    run(con, article({**SECOND, "place": "kafr"}), hour=2)
    assert rows(con, "select incident_id from mart.incident") == [(first,)]
    assert rows(con, f"select successor_id from core.incident where incident_id = '{second}'") == [(first,)]
    run(con, article({**SECOND, "place": "other"}), hour=3)
    assert len(rows(con, "select incident_id from mart.incident")) == 2
    third = rows(con, f"select incident_id from mart.incident where incident_id <> '{first}'")[0][0]
    assert third not in (first, second)
    changes = rows(con, "select change, incident_id, other_incident_id from core.incident_change")
    assert ("merged", second, first) in changes
    assert ("split", third, first) in changes


def test_a_silent_day_differs_from_an_unknown_one(con: duckdb.DuckDBPyConnection) -> None:
    places: Batch = {
        "core.governorate": [{"governorate_code": c, "country_code": "SY"} for c in ("SY07", "SY12")],
        "core.outlet": [{"outlet_id": "a", "name": "A", "country_code": "SY"}],
    }
    fetch = {"fetch_id": "f", "kind": "feed", "feed_id": "a", "outlet_id": "a", "url": "u", "outcome": "ok"}
    when = dt.datetime(2016, 8, 3, 9, tzinfo=dt.UTC)
    run(con, places, article(FIRST), {"raw.fetch": [{**fetch, "fetched_at": when}]})
    found = rows(
        con,
        """
        select governorate_code, event_date, killed_best, outlets_alive_count
        from mart.daily_governorate_casualties order by event_date, governorate_code
        """,
    )
    quiet = dt.date(2016, 8, 3)
    assert found == [("SY07", day(27), 6, 1), ("SY12", day(27), 0, 1), ("SY07", quiet, 0, 1), ("SY12", quiet, 0, 1)]


def test_health_tells_answers_from_failures(con: duckdb.DuckDBPyConnection) -> None:
    asked = {"kind": "feed", "feed_id": "a", "outlet_id": "a", "url": "u"}
    outcomes = ("ok", "not_modified", "timeout")
    fetches = [
        {**asked, "fetch_id": word, "outcome": word, "fetched_at": NOW.replace(hour=hour), "entry_count": 10 - hour}
        for hour, word in enumerate(outcomes)
    ]
    run(con, {"raw.fetch": fetches})
    columns = "fetch_count, ok_count, not_modified_count, failed_count, entry_count, outcome, failures"
    assert rows(con, f"select {columns} from mart.daily_feed_health") == [(3, 1, 1, 1, 27, "timeout", {"timeout": 1})]


def test_remainders_keep_parts_and_totals_equal(con: duckdb.DuckDBPyConnection) -> None:
    unplaced = {"id": "u", "at": "27 13:00", "day": 27, "place": "somewhere", "killed": "3", "governorate": ""}
    undated = {"id": "m", "at": "27 14:00", "day": "none", "place": "kafr", "killed": "2", "precision": "month"}
    run(con, article(FIRST), article(unplaced), article(undated))
    found = rows(con, "select remainder, killed_best from mart.daily_governorate_casualties order by remainder")
    assert found == [("none", 6), ("undated", 2), ("unplaced", 3)]
    country = rows(con, "select remainder, killed_best, killed_unplaced from mart.daily_country_casualties order by 1")
    assert country == [("none", 9, 3), ("undated", 2, None)]


def test_a_changed_registry_is_heeded(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article({**FIRST, "claimant": "white helmets"}), article({**SECOND, "claimant": "civil_defence"}))
    assert rows(con, "select source_count from mart.incident") == [(2,)]
    run(con, REGISTRY, hour=1)
    assert rows(con, "select source_count, killed_low, killed_best from mart.incident") == [(1, 8, 8)]


def test_a_broken_rule_keeps_the_run_out(con: duckdb.DuckDBPyConnection) -> None:
    run(con, article(FIRST))
    before = everything(con)
    wrong = article(SECOND)
    wrong["core.casualty_event"][0]["weapon"] = "catapult"
    with pytest.raises(CheckFailed, match=r"codes_are_known.*catapult"):
        run(con, wrong, hour=1)
    assert everything(con) == before
    run(con, article(SECOND), hour=2)


KILLED = """
import os, signal, sys
from tests.warehouse.test_store import NOW, SECOND, article
from warehouse import store
from warehouse.connection import open_writer
from warehouse.correct import reject_events

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(store, sys.argv[2], die)
con = open_writer(sys.argv[1])
store.store_run(con, article(SECOND), recorded_at=NOW.replace(year=2027))
"""


@pytest.mark.parametrize("stage", ["refresh_stories", "relink", "build_marts", "run_checks"])
def test_a_killed_run_leaves_the_earlier_state(path: Path, stage: str) -> None:
    con = open_writer(path)
    migrate(con)
    run(con, article(FIRST))
    before = everything(con)
    con.close()
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), stage], env={**os.environ, "PYTHONPATH": root}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    con = open_writer(path, wait_seconds=0)
    assert everything(con) == before
    run(con, article(SECOND), hour=1)
    assert rows(con, "select claim_count from mart.incident") == [(2,)]
    con.close()


def test_a_query_reads_the_marts(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    run(con, article(FIRST))
    con.close()
    assert hasattr(store, "store_run")
    assert read_query(path, "select killed_best from mart.daily_country_casualties").rows == [(6,)]
