"""What an alert is raised for, and that it is raised once."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.alert_texts import write_alert
from tests.warehouse.rows import article, day, merge
from tests.warehouse.test_store import rows
from warehouse.alerts import (
    Finding,
    Rule,
    find,
    find_changed_since,
    raise_alerts,
    read_alerts,
    record_delivery,
)
from warehouse.correct import merge_incidents
from warehouse.release import Wanted, make_release
from warehouse.store import store_run

CASES = tomllib.loads((Path(__file__).parent / "alerts.toml").read_text(encoding="utf-8"))["case"]
LOADED = dt.datetime(2016, 8, 1, tzinfo=dt.UTC)


def rule_of(table: dict[str, Any]) -> Rule:
    return Rule(**{key: tuple(value) if isinstance(value, list) else value for key, value in table.items()})


def load(
    con: duckdb.DuckDBPyConnection, specs: list[dict[str, Any]], rules: list[Rule], at: dt.datetime, run_id: str = "r"
) -> list[Finding]:
    """Loads the articles, and raises the alerts in the same transaction; returns what was found."""
    found: list[Finding] = []

    def then(con: duckdb.DuckDBPyConnection, result: Any) -> None:
        found.extend(find(con, rules, result.changed_incidents, at))
        raise_alerts(con, found, lambda finding: f"{finding.rule.name}: {finding.threshold}", run_id, at)

    store_run(con, merge(*(article(spec) for spec in specs)), recorded_at=at, then=then)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_load_tells_what_its_rules_ask_for(case: dict[str, Any], con: duckdb.DuckDBPyConnection) -> None:
    rules = [rule_of(table) for table in case["rules"]]
    if "before" in case:
        load(con, case["before"], [], LOADED - dt.timedelta(days=1))
    now = dt.datetime.combine(day(case["now"]), dt.time(), dt.UTC) if "now" in case else LOADED
    told: list[str] = []
    for number, step in enumerate(case["loads"]):
        found = load(con, step["articles"], rules, now + dt.timedelta(hours=number))
        new = [f"{one.rule.name} {one.threshold} {one.facts['killed_best']}" for one in found]
        assert sorted(new) == step["told"], step
        told += new
    assert len(read_alerts(con)) == len(told)


@pytest.fixture
def two(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Two incidents of which the deadlier one was told."""
    early: dict[str, Any] = {"id": "b", "at": "27 11:00", "day": 27, "place": "tal", "killed": "4"}
    late: dict[str, Any] = {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "12"}
    load(con, [early], [], LOADED - dt.timedelta(hours=1))
    load(con, [late], [Rule("dead", "killed", least=(10,), to="custom-webhook/desk")], LOADED)
    return con


@pytest.mark.parametrize("swapped", [False, True], ids=["as it came", "the other way round"])
def test_an_incident_inherits_what_was_told_of_those_merged_into_it(
    two: duckdb.DuckDBPyConnection, swapped: bool
) -> None:
    names = [name for (name,) in rows(two, "select incident_id from mart.incident order by killed_best")]
    (one, other) = reversed(names) if swapped else names
    decided = merge_incidents(two, one, other, reason="one", author="rana", made_at=LOADED + dt.timedelta(hours=1))
    ((left, killed),) = rows(two, "select incident_id, killed_best from mart.incident")
    assert killed == 12
    assert left in decided.result.changed_incidents
    assert left != next(alert["subject_id"] for alert in read_alerts(two)), "the told one was merged away"
    rules = [Rule("dead", "killed", least=(10,)), Rule("other", "killed", least=(10,))]
    found = find(two, rules, [left], LOADED)
    assert [one.rule.name for one in found] == ["other"]


def test_a_delivery_that_failed_waits_and_one_that_went_through_is_told(two: duckdb.DuckDBPyConnection) -> None:
    (alert,) = read_alerts(two)
    assert (alert["status"], alert["try_count"], alert["run_id"]) == ("pending", 0, "r")
    later = LOADED + dt.timedelta(hours=1)
    record_delivery(two, [alert["alert_id"]], "custom-webhook/desk", "HTTP 503", LOADED)
    (alert,) = read_alerts(two)
    assert (alert["status"], alert["try_count"], alert["error"]) == ("pending", 1, "HTTP 503")
    record_delivery(two, [alert["alert_id"]], "custom-webhook/other", None, later)
    (alert,) = read_alerts(two)
    assert (alert["status"], alert["try_count"], alert["error"], alert["told_at"]) == ("told", 2, None, later)
    assert alert["destination"] == "custom-webhook/other"


def test_a_load_that_fails_raises_nothing(con: duckdb.DuckDBPyConnection) -> None:
    def then(con: duckdb.DuckDBPyConnection, result: Any) -> None:
        found = find(con, [Rule("dead", "killed", least=(1,))], result.changed_incidents, LOADED)
        raise_alerts(con, found, lambda finding: "x", "r", LOADED)
        assert len(read_alerts(con)) == 1
        raise RuntimeError("power failed")

    spec = {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "12"}
    with pytest.raises(RuntimeError, match="power failed"):
        store_run(con, article(spec), recorded_at=LOADED, then=then)
    assert read_alerts(con) == []
    assert rows(con, "select count(*) from core.article") == [(0,)]


def test_what_changed_since_an_instant_is_found_whoever_changed_it(two: duckdb.DuckDBPyConnection) -> None:
    assert len(find_changed_since(two, LOADED - dt.timedelta(hours=1))) == 2
    assert len(find_changed_since(two, LOADED)) == 1
    assert find_changed_since(two, LOADED + dt.timedelta(seconds=1)) == []


def silent_feed(con: duckdb.DuckDBPyConnection, day_: str, last: str, quiet: float) -> None:
    con.execute(
        """
        insert into mart.daily_feed_health by name select
            'enab' as feed_id, $day::date as fetch_date, 1 as fetch_count, 1 as ok_count, 0 as not_modified_count,
            0 as failed_count, map() as failures, 'ok' as outcome, 0 as entry_count, 0 as new_entry_count,
            0 as changed_entry_count, 0 as page_count, 0 as kept_count, map() as dropped, $last::timestamp as
            last_entry_at, 5.0 as usual_gap_hours, $quiet as quiet_hours, $quiet > 12 as is_silent, true as is_alive
        """,
        {"day": day_, "last": last, "quiet": quiet},
    )


def test_a_feed_s_silence_is_told_once_until_it_speaks_and_falls_silent_again(con: duckdb.DuckDBPyConnection) -> None:
    rules = [
        Rule("quiet", "silent"),
        Rule("others", "silent", feeds=("sana",)),
        Rule("longer", "silent", hours=48),
    ]
    expected = [
        ("2016-08-01", "2016-08-01 06:00", 2.0, []),
        ("2016-08-02", "2016-08-01 06:00", 26.0, ["quiet"]),
        ("2016-08-03", "2016-08-01 06:00", 50.0, ["longer"]),
        ("2016-08-04", "2016-08-03 23:00", 1.0, []),
        ("2016-08-05", "2016-08-03 23:00", 30.0, ["quiet"]),
    ]
    for day_, last, quiet, told in expected:
        silent_feed(con, day_, last, quiet)
        found = find(con, rules, [], LOADED)
        assert [one.rule.name for one in found] == told, day_
        raise_alerts(con, found, lambda finding: finding.subject_id, None, LOADED)


def test_a_release_is_told_of_when_its_figures_move_and_only_then(con: duckdb.DuckDBPyConnection) -> None:
    rules = [
        Rule("any", "release"),
        Rule("large", "release", least=(20,)),
        Rule("aleppo", "release", governorates=("SY02",)),
    ]
    one: dict[str, Any] = {"id": "a", "at": "27 12:00", "day": 27, "place": "kafr", "killed": "12"}
    con.execute(
        """
        insert into core.governorate by name
        select 'SY07' as governorate_code, 'SY' as country_code, now() as recorded_at
        """
    )
    load(con, [one], rules, LOADED)
    versions = {"hasila": "0", "coder": "1", "lexicon": "l", "gazetteer": "g", "codebook": "1"}
    released_at = (LOADED + dt.timedelta(days=30)).replace(tzinfo=None)
    make_release(con, Wanted(dt.date(2016, 7, 1), released_at, versions))
    after = LOADED + dt.timedelta(days=31)
    other: dict[str, Any] = {"id": "b", "at": "50 12:00", "day": 50, "place": "tal", "killed": "40"}
    assert load(con, [other], rules, after) == [], "August is none of July's release"
    edited = {**one, "id": "a2", "article": "a", "at": "28 12:00", "killed": "15"}
    (found,) = load(con, [edited], rules, after + dt.timedelta(hours=1))
    assert (found.rule.name, found.threshold) == ("any", "15/15/15")
    assert (found.facts["killed_best_before"], found.facts["incident_count"]) == (12, 1)
    text = write_alert(found)
    assert "Killed as published 12/12/12, now 15/15/15" in text
    assert "hasila release 2016-07 --errata" in text
    more = {"id": "c", "at": "29 12:00", "day": 29, "place": "sarmin", "killed": "30"}
    found_now = load(con, [more], rules, after + dt.timedelta(hours=2))
    assert [one.rule.name for one in found_now] == ["any", "large"]
    assert load(con, [{**other, "id": "d"}], rules, after + dt.timedelta(hours=3)) == []
