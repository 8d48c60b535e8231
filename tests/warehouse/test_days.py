"""The stored days are those that the macro makes of incidents and sums, whatever a load or a decision changed."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from tests.warehouse.rows import REGISTRY, Batch, article, day, merge
from tests.warehouse.test_store import NOW, rows, run
from warehouse.correct import change_events
from warehouse.statements import statement

SUM = {"id": "a", "at": "5 20:00", "day": 5, "scope": "aggregate", "place": "hass", "places": ["kafr"], "killed": "9"}
PART = {"id": "b", "at": "5 21:00", "day": 5, "place": "kafr", "killed": "4"}
ELSEWHERE = PART | {"place": "zardana"}
TABLE = "mart.daily_governorate_casualties"
DAYS = f"select killed_low, killed_best, killed_unitemised from {TABLE} where incident_count > 0"
GOVERNORATE = {"governorate_code": "SY02", "country_code": "SY", "name_ar": "حلب", "name_en": "Aleppo"}
MOVE = {"place": "zardana", "place_key": "zardana", "place_precision": 1}
AT = NOW + dt.timedelta(days=9)


def move(con: duckdb.DuckDBPyConnection, event: str) -> list[dt.date]:
    return change_events(con, [event], MOVE, reason="misread", author="rana", made_at=AT).result.touched_days


def assert_as_the_macro_says(con: duckdb.DuckDBPyConnection) -> None:
    table = f"select * from {TABLE}"
    macro = "select * from mart.daily_governorate_casualties_as_of('9999-12-30')"
    assert rows(con, f"({table} except {macro}) union all ({macro} except {table})") == []


def test_a_part_that_moves_away_leaves_the_day_to_the_count_for_several_places(con: duckdb.DuckDBPyConnection) -> None:
    run(con, REGISTRY, article(SUM), article(PART))
    assert rows(con, DAYS) == [(4, 9, 5)]
    assert move(con, "b.v.0") == [day(5)]
    assert rows(con, DAYS) == [(13, 13, 0)]
    assert_as_the_macro_says(con)


def test_a_part_that_a_newer_coder_places_makes_the_count_for_several_a_rival(con: duckdb.DuckDBPyConnection) -> None:
    run(con, REGISTRY, article(SUM), article(ELSEWHERE))
    assert rows(con, DAYS) == [(13, 13, 0)]
    run(con, article(PART | {"coder": "2"}), hour=1)
    assert rows(con, DAYS) == [(4, 9, 5)]
    assert_as_the_macro_says(con)


def test_a_place_that_is_corrected_later_changes_no_day_as_it_was_recorded(con: duckdb.DuckDBPyConnection) -> None:
    run(con, REGISTRY, article(SUM), article(PART))
    move(con, "b.v.0")
    before = DAYS.replace("casualties where", f"casualties_as_recorded('{NOW + dt.timedelta(days=1):%Y-%m-%d}') where")
    assert rows(con, before) == [(4, 9, 5)]


def outlet(country: str | None) -> Batch:
    row = {"outlet_id": "a", "name": "A", "country_code": country}
    return {"core.outlet": [row], "core.governorate": [GOVERNORATE]}


@pytest.mark.parametrize(("before", "after", "zeros"), [(None, "SY", True), ("SY", None, False)])
def test_zeros_follow_the_country_of_a_source(
    con: duckdb.DuckDBPyConnection, before: str | None, after: str | None, zeros: bool
) -> None:
    run(con, REGISTRY, outlet(before), article({"id": "a", "at": "5 20:00", "silent": True}))
    run(con, outlet(after), hour=1)
    told = rows(con, f"select distinct killed_best from {TABLE} where event_date = '2016-07-05'")
    assert told == ([(0,)] if zeros else [])
    assert_as_the_macro_says(con)


def test_a_count_for_several_places_is_in_no_sum_beside_its_parts(
    con: duckdb.DuckDBPyConnection,
) -> None:
    run(con, merge(REGISTRY, article(SUM), article(PART)))
    bounds = {"first_day": day(1), "last_day": day(9), "known": dt.datetime(2030, 1, 1)}  # noqa: DTZ001 as stored
    con.execute(statement("report/keep_incidents"), bounds)
    for name in ("report/by_weapon", "report/by_actor"):
        assert [row[1:4] for row in con.execute(statement(name)).fetchall()] == [(1, 4, 4)]
    assert rows(con, "select best from mart.ucdp_event") == [(4,)]
    assert rows(con, "select killed_best, is_told_in_parts from mart.incident order by 1") == [(4, False), (9, True)]
