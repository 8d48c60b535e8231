from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import is_waited_for, open_reader, open_snapshot, open_writer
from warehouse.errors import WarehouseError, WarehouseLocked, WarehouseMissing, WarehouseUnreadable
from warehouse.migrate import migrate
from warehouse.query import read_query

HOLDER = """
import sys
from warehouse.connection import open_writer
con = open_writer(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds a file open inside."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield holder
        holder.communicate()


@pytest.fixture
def ready(path: Path) -> Path:
    con = open_writer(path)
    migrate(con)
    con.close()
    return path


def test_the_write_file_is_its_owners_alone(path: Path) -> None:
    open_writer(path / "folder" / "write.duckdb").close()
    assert (path / "folder" / "write.duckdb").stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (path, path / "folder")} == {0o700}


def test_a_file_is_of_the_version_that_older_engines_open(ready: Path) -> None:
    rows = read_query(ready, "select tags['storage_version'] from duckdb_databases() where not internal").rows
    assert rows[0][0].startswith("v1.5.0")


def test_settings_are_the_same_everywhere(ready: Path) -> None:
    names = ("TimeZone", "autoload_known_extensions", "autoinstall_known_extensions", "enable_external_access")
    settings = ", ".join(f"current_setting('{name}')" for name in names)
    assert read_query(ready, f"select {settings}").rows == [("UTC", False, False, False)]


def test_a_held_file_names_its_holder(ready: Path) -> None:
    with held_by_another(ready) as holder:
        with pytest.raises(WarehouseLocked, match=str(holder.pid)) as caught:
            open_writer(ready, wait_seconds=0.3)
        assert caught.value.pid == holder.pid
        with pytest.raises(WarehouseLocked):
            open_reader(ready)
    open_writer(ready, wait_seconds=0).close()


def test_a_process_has_one_writer_too(ready: Path) -> None:
    with open_writer(ready), pytest.raises(WarehouseError, match="this very process"):
        open_writer(ready, wait_seconds=0)
    open_writer(ready, wait_seconds=0).close()


def test_who_waits_for_a_file_is_seen_while_the_asking_goes_on(ready: Path) -> None:
    assert not is_waited_for(ready)
    before = set(ready.parent.iterdir())
    with held_by_another(ready), pytest.raises(WarehouseLocked):
        open_writer(ready, wait_seconds=0.3)
    (mark,) = set(ready.parent.iterdir()) - before
    os.utime(mark, (time.time(), time.time() + 1000))
    assert is_waited_for(ready)
    os.utime(mark, (0, 0))
    assert not is_waited_for(ready)


def test_a_missing_snapshot_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="hasila run"):
        read_query(tmp_path / "none.duckdb", "select 1")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("dear reader, " * 1000)
    with pytest.raises(WarehouseUnreadable, match=r"letter\.duckdb"):
        open_writer(path, wait_seconds=0)


def test_a_reader_can_neither_write_nor_read_other_files(ready: Path) -> None:
    for sql in ("delete from core.article", "select * from read_csv('/etc/passwd')", "selec 1"):
        with pytest.raises(WarehouseError):
            read_query(ready, sql)


def test_a_snapshot_is_read_only_and_alone(ready: Path) -> None:
    with open_snapshot(ready) as con:
        for sql in ("delete from core.article", "create table core.own (a int)", "from read_csv('/etc/passwd')"):
            with pytest.raises(duckdb.Error):
                con.execute(sql)
        names = ("TimeZone", "autoload_known_extensions", "enable_external_access")
        asked = ", ".join(f"current_setting('{name}')" for name in names)
        assert con.execute(f"select {asked}").fetchall() == [("UTC", False, False)]


def test_a_snapshot_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    path = tmp_path / "reader's.duckdb"
    with pytest.raises(WarehouseMissing, match="hasila run"):
        open_snapshot(path)
    path.write_text("dear reader, " * 1000)
    with pytest.raises(WarehouseUnreadable, match=r"reader's\.duckdb"):
        open_snapshot(path)


def test_a_query_takes_parameters_and_names_its_columns(ready: Path) -> None:
    result = read_query(ready, "select ? as a, 2 as b", [1])
    assert (len(result), result.dicts()) == (1, [{"a": 1, "b": 2}])


def test_a_spoilt_file_in_a_folder_with_lock_in_its_name_is_no_locked_one(tmp_path: Path) -> None:
    path = tmp_path / "blocked" / "write.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseUnreadable):
        open_writer(path)
