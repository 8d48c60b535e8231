"""Publishing: the private write file becomes the snapshot that analysts open, in one atomic step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.connection import open_reader, open_writer
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.statements import statement


def publish(write_path: Path | str, snapshot_path: Path | str, *, keep: int = 0, wait_seconds: float = 60.0) -> Path:
    """Copy the closed write file to `snapshot_path` and return that path; readers see the old or the new one, whole.

    The caller has closed its connection: copying an open database drops its lock. The last `keep` snapshots stay
    beside the new one as `<name>.1` (the newest) and on. Raises WarehouseMissing, WarehouseLocked while somebody else
    writes, WarehouseError if the copy does not open or its disk is full; the old snapshot then stays.
    """
    write_path, snapshot_path = Path(write_path), Path(snapshot_path)
    if not write_path.exists():
        raise WarehouseMissing(write_path)
    _checkpoint(write_path, wait_seconds)
    copy = snapshot_path.with_name(f".{snapshot_path.name}.{os.getpid()}")
    try:
        _copy_durably(write_path, copy)
        _verify(copy)
        _rotate(snapshot_path, keep)
        copy.replace(snapshot_path)
    except OSError as error:
        raise WarehouseError(f"{snapshot_path}: not published ({error}); the old snapshot stays") from error
    finally:
        copy.unlink(missing_ok=True)
    return snapshot_path


def _checkpoint(path: Path, wait_seconds: float) -> None:
    """Fold the log into the file; a copy without its log would lose the last commits.

    Opened read-only first, which fails if this process still writes: DuckDB would hand out the same database again.
    """
    open_reader(path, wait_seconds=wait_seconds).close()
    con = open_writer(path, wait_seconds=wait_seconds)
    try:
        con.execute("checkpoint")
    finally:
        con.close()


def _copy_durably(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o600)
    with target.open("rb") as copy:
        os.fsync(copy.fileno())


def _verify(path: Path) -> None:
    con = open_reader(path)
    try:
        con.execute(statement("schema_state/migrations")).fetchall()
    except duckdb.Error as error:
        raise WarehouseError(f"{path}: the copy cannot be read ({str(error).splitlines()[0]})") from error
    finally:
        con.close()


def _rotate(snapshot: Path, keep: int) -> None:
    if keep < 1 or not snapshot.exists():
        return
    for number in range(keep, 1, -1):
        older = snapshot.with_name(f"{snapshot.name}.{number - 1}")
        if older.exists():
            older.replace(snapshot.with_name(f"{snapshot.name}.{number}"))
    first = snapshot.with_name(f"{snapshot.name}.1")
    first.unlink(missing_ok=True)
    os.link(snapshot, first)
