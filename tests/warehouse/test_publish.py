from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.test_store import FIRST, SECOND, article, run
from warehouse import publish as publishing
from warehouse.connection import open_reader, open_snapshot, open_writer
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.migrate import migrate
from warehouse.publish import publish, publish_held
from warehouse.query import read_query

COUNT = "select count(*) from core.claim"
WRITE = """#!{python}
import pathlib, shutil, sys
from warehouse.connection import open_writer
source, target = map(pathlib.Path, sys.argv[-2:])
if "--reflink=always" in sys.argv:
    sys.exit(1)
whole = source.read_bytes()
target.write_bytes(whole[: len(whole) // 2])
try:
    open_writer(source, wait_seconds=0).close()
    said = "written in mid-copy"
except Exception as error:
    said = type(error).__name__
pathlib.Path(__file__).with_name("said").write_text(said)
with target.open("ab") as out:
    out.write(source.read_bytes()[len(whole) // 2 :])
"""
FILL = """#!{python}
import pathlib, sys
source, target = map(pathlib.Path, sys.argv[-2:])
target.write_bytes(source.read_bytes()[:9999])
sys.exit("cp: " + str(target) + ": No space left on device")
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def store(path: Path, spec: dict[str, object], hour: int = 0) -> None:
    con = open_writer(path)
    migrate(con)
    run(con, article(spec), hour=hour)
    con.close()


@pytest.fixture
def copying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose `cp` is the one that is found."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    (tmp_path / "bin").mkdir()
    put(tmp_path / "bin", "#!/bin/sh\nexit 1\n", "dd")
    return tmp_path / "bin"


def put(folder: Path, program: str, name: str = "cp") -> None:
    (folder / name).write_text(program.format(python=sys.executable))
    (folder / name).chmod(0o700)


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("way", publishing.WAYS, ids=" ".join)
def test_however_it_is_copied_the_snapshot_is_the_write_file(
    path: Path, snapshot: Path, way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a disk cannot do what a way asks, the last one, plain `cp`, does it."""
    monkeypatch.setattr(publishing, "WAYS", (way, publishing.WAYS[-1]))
    store(path, FIRST)
    publish(path, snapshot)
    assert snapshot.read_bytes() == path.read_bytes()
    assert snapshot.stat().st_mode & 0o777 == 0o600
    assert hidden(snapshot.parent) == []


def test_without_any_way_to_copy_the_old_snapshot_stays(
    path: Path, snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(path, FIRST)
    publish(path, snapshot)
    before = snapshot.read_bytes()
    store(path, SECOND, 1)
    monkeypatch.setattr(publishing, "WAYS", (("no-such-program", "{source}", "{target}"),))
    with pytest.raises(WarehouseError, match="there is no no-such-program"):
        publish(path, snapshot)
    assert snapshot.read_bytes() == before
    assert hidden(snapshot.parent) == []


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


def test_a_process_that_still_reads_one_snapshot_finds_the_new_one(path: Path, snapshot: Path) -> None:
    store(path, FIRST)
    publish(path, snapshot)
    readers = [open_snapshot(snapshot), open_reader(snapshot)]
    store(path, SECOND, 1)
    publish(path, snapshot)
    readers.append(open_snapshot(snapshot))
    counts = [reader.execute(COUNT).fetchone() for reader in readers]
    for reader in readers:
        reader.close()
    assert counts == [(1,), (1,), (2,)]


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


def test_nobody_writes_while_the_copy_is_made(path: Path, snapshot: Path, copying: Path) -> None:
    store(path, FIRST)
    put(copying, WRITE)
    publish(path, snapshot)
    assert (copying / "said").read_text() == "WarehouseLocked"
    assert read_query(snapshot, COUNT).rows == [(1,)]
    store(path, SECOND, 1)


def test_what_is_committed_is_published_before_the_file_is_let_go(path: Path, snapshot: Path) -> None:
    store(path, FIRST)
    con = open_writer(path)
    run(con, article(SECOND), hour=1)
    publish_held(con, snapshot)
    with pytest.raises(WarehouseError, match="this very process"):
        open_writer(path, wait_seconds=0)
    con.close()
    assert read_query(snapshot, COUNT).rows == [(2,)]
    assert snapshot.stat().st_mtime_ns >= path.stat().st_mtime_ns


def test_a_full_disk_leaves_the_old_snapshot_alone(path: Path, snapshot: Path, copying: Path) -> None:
    store(path, FIRST)
    publish(path, snapshot)
    store(path, SECOND, 1)
    put(copying, FILL)
    with pytest.raises(WarehouseError, match=r"not published .*No space left"):
        publish(path, snapshot)
    assert read_query(snapshot, COUNT).rows == [(1,)]
    assert hidden(snapshot.parent) == []


def test_what_a_killed_publication_left_goes_with_the_next(path: Path, snapshot: Path) -> None:
    store(path, FIRST)
    snapshot.with_name(".warehouse.duckdb.4711").write_bytes(b"texts")
    publish(path, snapshot)
    assert hidden(snapshot.parent) == []


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
    assert hidden(snapshot.parent) == []
