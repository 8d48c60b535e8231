"""Ids of incidents: never given twice, and the same however often a run was killed on its way."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from warehouse.incidents import founding_id
from warehouse.link import find_free


@pytest.mark.parametrize(
    ("given", "free"),
    [([], 0), ([0], 1), ([0, 1, 2], 3), ([1], 0)],
    ids=["never", "once", "three times", "not the first"],
)
def test_the_first_id_that_no_incident_had_is_free(con: duckdb.DuckDBPyConnection, given: list[int], free: int) -> None:
    now = dt.datetime(2024, 1, 1)  # noqa: DTZ001  # as the warehouse holds instants
    for times in given:
        con.execute(
            "insert into core.incident by name "
            "select $1 as incident_id, 'incident' as kind, $2 as created_at, $2 as changed_at",
            [founding_id("e", times), now],
        )
    assert find_free(con, ["e", "other"]) == {"e": founding_id("e", free), "other": founding_id("other", 0)}


def test_nobody_to_be_named_needs_no_id(con: duckdb.DuckDBPyConnection) -> None:
    assert find_free(con, []) == {}
