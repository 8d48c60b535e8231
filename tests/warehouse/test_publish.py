from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.test_store import FIRST, SECOND, article, run
from warehouse import publish as publishing
from warehouse.connection import open_reader, open_writer
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.migrate import migrate
from warehouse.publish import publish
from warehouse.query import read_query

COUNT = "select count(*) from core.claim"


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def store(path: Path, spec: dict[str, object], hour: int = 0) -> None:
    con = open_writer(path)
    migrate(con)
    run(con, article(spec), hour=hour)
    con.close()


def test_readers_keep_what_they_opened_and_find_the_new_one(path: Path, snapshot: Path) -> None:
    store(path, FIRST)
    publish(path, snapshot)
    reader = open_reader(snapshot)
    store(path, SECOND, 1)
    publish(path, snapshot)
    assert reader.execute(COUNT).fetchone() == (1,)
    assert reader.execute("select max(killed_best) from mart.incident").fetchone() == (6,)
    reader.close()
    assert read_query(snapshot, COUNT).rows == [(2,)]
    assert snapshot.stat().st_mode & 0o777 == 0o600
    assert not snapshot.with_name("warehouse.duckdb.wal").exists()


def test_earlier_snapshots_are_kept_in_order(path: Path, snapshot: Path) -> None:
    for hour in range(4):
        store(path, {**FIRST, "id": f"n{hour}", "place": f"p{hour}"}, hour)
        publish(path, snapshot, keep=2)
    files = [snapshot, *(snapshot.with_name(f"warehouse.duckdb.{n}") for n in (1, 2))]
    assert [read_query(file, COUNT).rows[0][0] for file in files] == [4, 3, 2]
    assert sorted(p.name for p in snapshot.parent.iterdir() if p.name.startswith((".", "warehouse"))) == [
        "warehouse.duckdb",
        "warehouse.duckdb.1",
        "warehouse.duckdb.2",
    ]


def test_a_write_file_in_use_is_not_copied(con: duckdb.DuckDBPyConnection, path: Path, snapshot: Path) -> None:
    with pytest.raises(WarehouseError, match="this very process"):
        publish(path, snapshot, wait_seconds=0)
    assert not snapshot.exists()


def test_without_a_write_file_there_is_nothing_to_publish(path: Path, snapshot: Path) -> None:
    with pytest.raises(WarehouseMissing):
        publish(path, snapshot)


def test_a_copy_that_cannot_be_read_leaves_the_old_snapshot(
    path: Path, snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(path, FIRST)
    publish(path, snapshot)
    monkeypatch.setattr(publishing, "_copy_durably", lambda _source, target: target.write_bytes(b"half" * 1000))
    with pytest.raises(WarehouseError):
        publish(path, snapshot)
    assert read_query(snapshot, COUNT).rows == [(1,)]
    assert [p.name for p in snapshot.parent.iterdir() if p.name.startswith(".")] == []
