"""Decisions on sources that no registry ships: whatever is taken back, in whatever order, they are what they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import REGISTRY, article, merge
from tests.warehouse.test_store import NOW, rows, run
from warehouse import sources

OUTLET = {"core.outlet": [{"outlet_id": "x", "name": "X", "country_code": "SY", "kind": "site"}]}
BASE: dict[str, list[dict[str, Any]]] = {**REGISTRY, "core.outlet": []}


def decide(con: duckdb.DuckDBPyConnection, changes: dict[str, str], day: int) -> str:
    decided = sources.set_source(con, sources.find_source(con, "x", "x"), changes)
    made_at = NOW + dt.timedelta(days=day)
    return sources.decide(con, decided, BASE, reason="r", author="rana", made_at=made_at).correction_id


@pytest.mark.parametrize(
    ("decisions", "undone"),
    [
        ([{"kind": "monitor", "side": "government"}], [0]),
        ([{"kind": "monitor"}, {"kind": "local"}], [0, 1]),
        ([{"kind": "monitor"}, {"kind": "local"}], [1, 0]),
        ([{"kind": "monitor"}, {"side": "government"}], [0, 1]),
    ],
    ids=["two fields at once", "in the order made", "the other way round", "of two fields"],
)
def test_an_outlet_that_no_feed_ships_is_as_it_was_once_all_is_undone(
    con: duckdb.DuckDBPyConnection, decisions: list[dict[str, str]], undone: list[int]
) -> None:
    run(con, merge(REGISTRY, OUTLET, article({"id": "a", "outlet": "x", "at": "5 20:00", "place": "p", "killed": "8"})))
    before = rows(con, "select outlet_id, name, country_code, kind, side from core.outlet")
    claims = rows(con, "select source_kind, source_side from core.claim")
    made = [decide(con, changes, 3 + number) for number, changes in enumerate(decisions)]
    assert rows(con, "select outlet_id, name, country_code, kind, side from core.outlet") != before
    for number, which in enumerate(undone):
        sources.undo(con, made[which], BASE, author="rana", made_at=NOW + dt.timedelta(days=10 + number))
    assert rows(con, "select outlet_id, name, country_code, kind, side from core.outlet") == before
    assert rows(con, "select source_kind, source_side from core.claim where superseded_at is null") == claims
