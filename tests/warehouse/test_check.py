"""Each rule finds what breaks it, and nothing in a warehouse that is whole."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import duckdb
import pytest

from tests.warehouse.rows import REGISTRY, article, merge
from warehouse.check import SHOWN, find_broken, meaning_of, run_checks
from warehouse.connection import open_writer
from warehouse.errors import CheckFailed
from warehouse.statements import names_in
from warehouse.store import store_run

BREAKS = tomllib.loads((Path(__file__).parent / "breaks.toml").read_text(encoding="utf-8"))["breaks"]
RULES = [PurePosixPath(name).name for name in names_in("checks")]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SKETCH = {"algorithm": "test", "bands": [1, 2], "sentences": [3], "shingles": [4, 5, 6]}
ARTICLES = [
    {
        "id": name,
        "outlet": name,
        "at": "27 12:00",
        "day": 27,
        "place": "kafr",
        "killed": "6",
        "of": {"woman": "1"},
        "sketch": SKETCH,
        "alternatives": [{"killed": "7", "claimant": "council"}],
    }
    for name in ("a", "b")
]


@pytest.fixture(scope="module")
def whole(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("whole") / "write.duckdb"
    shutil.copyfile(empty, path)
    con = open_writer(path)
    more = {
        "core.governorate": [{"governorate_code": "SY07", "country_code": "SY"}],
        "core.district": [
            {
                "unit_code": "SY0702",
                "unit_level": 2,
                "governorate_code": "SY07",
                "district_code": "SY0702",
                "name_ar": "x",
            }
        ],
        "raw.fetch": [
            {"fetch_id": "f", "feed_id": "f", "kind": "feed", "url": "u", "outcome": "ok", "fetched_at": NOW}
        ],
    }
    store_run(con, merge(*(article(spec) for spec in ARTICLES), REGISTRY, more), recorded_at=NOW)
    yield con
    con.close()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_breaks_it(rule: str, whole: duckdb.DuckDBPyConnection) -> None:
    table = next((t for t in tables(whole) if rule == f"unique_{t.replace('.', '_')}"), None)
    whole.execute("begin transaction")
    try:
        for _ in range(2 if table else 0):
            whole.execute(f"insert into {table} {a_row_of(table, whole)}")
        if table is None:
            whole.execute(BREAKS[rule])
        assert find_broken(whole, rule) != []
    finally:
        whole.execute("rollback")
    assert find_broken(whole, rule) == []
    assert meaning_of(rule)


def a_row_of(table: str, con: duckdb.DuckDBPyConnection) -> str:
    """A query of one row that fits the table, and stands."""
    columns = con.execute(
        "select column_name, data_type from duckdb_columns() where schema_name || '.' || table_name = ?", [table]
    ).fetchall()
    cells = ("null" if name == "superseded_at" else f"{a_value_of(kind)}::{kind}" for name, kind in columns)
    return "select " + ", ".join(cells)


def a_value_of(kind: str) -> str:
    if kind.endswith("[]"):
        return "[]"
    values = {"VARCHAR": "'x'", "TIMESTAMP": "'2026-01-01'", "DATE": "'2026-01-01'", "BOOLEAN": "true"}
    return "map {}" if kind.startswith("MAP") else values.get(kind, "1")


def test_no_break_is_left_over() -> None:
    assert set(BREAKS) <= set(RULES)


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()]


def test_a_whole_warehouse_keeps_all_rules(whole: duckdb.DuckDBPyConnection) -> None:
    assert run_checks(whole) == RULES


def test_a_broken_rule_names_rows_and_says_that_nothing_was_published(whole: duckdb.DuckDBPyConnection) -> None:
    whole.execute("begin transaction")
    whole.execute("update core.casualty_event set weapon = 'catapult'")
    with pytest.raises(CheckFailed, match=r"codes_are_known is broken by 2 rows .*catapult.*nothing was loaded"):
        run_checks(whole)
    whole.execute("rollback")
    error = CheckFailed("rule", "meaning", [{"a": 1}] * SHOWN, is_all=False)
    assert f"{SHOWN} or more rows" in str(error)
