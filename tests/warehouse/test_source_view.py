"""mart.source_view and the two figures of support, on the articles of source_view.toml."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from tests.warehouse.rows import REGISTRY, article
from warehouse.store import store_run

CASES = tomllib.loads((Path(__file__).parent / "source_view.toml").read_text(encoding="utf-8"))
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def dicts(con, sql):
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def told(con):
    """A warehouse with the articles, read in the order of their publication."""
    store_run(con, REGISTRY, recorded_at=NOW)
    for number, spec in enumerate(CASES["articles"]):
        store_run(con, article(spec), recorded_at=NOW + dt.timedelta(hours=number))
    return con


def test_each_source_has_its_share_its_ratio_and_its_revisions(told):
    rows = {(row["role"], row["source_id"]): row for row in dicts(told, "from mart.source_view")}
    for case in CASES["row"]:
        row = rows[(case["role"], case["source_id"])]
        assert {name: row[name] for name in case} == case


def test_every_claim_of_an_outlet_and_every_incident_is_in_the_view(told):
    (row,) = dicts(told, "select sum(claim_count) as told from mart.source_view where role = 'outlet'")
    assert row["told"] == len(CASES["articles"])
    (row,) = dicts(told, "select count(*) as held, max(incident_share) as most from mart.incident, mart.source_view")
    assert 0 < row["most"] <= 1


def test_support_for_the_event_and_for_the_attribution_are_two_figures(told):
    rows = {row["place"]: row for row in dicts(told, "from mart.incident")}
    for case in CASES["support"]:
        row = rows[case["place"]]
        assert (row["event_support"], row["attribution_support"]) == (case["event"], case.get("attribution"))
    assert rows["hass"]["is_contested"]
