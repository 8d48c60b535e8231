"""Connections to the warehouse's DuckDB file: one writer at a time, any number of readers of the snapshot."""

from __future__ import annotations

import itertools
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import WarehouseError, WarehouseLocked, WarehouseMissing, WarehouseUnreadable
from warehouse.folders import make_private

STORAGE_VERSION = "v1.5.0"
"""DuckDB 1.5 cannot open files of 2.0's own version; the older one has the same size and speed."""

_HOLDER = re.compile(r"PID (\d+)")
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 0.5
_WRITERS = itertools.count(1)


def open_writer(
    path: Path | str, *, wait_seconds: float = 60.0, memory_limit: str = "800MB", threads: int = 2
) -> duckdb.DuckDBPyConnection:
    """Open the private write file, making it and its folder if need be, readable by its owner alone.

    DuckDB fills its limit as the warehouse grows, and the process holds as much again beside it; on 400,000 articles a
    chunk of 5,000 takes the same time under 600 MB as under 1.4 GB. Of a million's backfill two readers hold the rest
    of the 2 GB that a small machine has.

    Waits with growing pauses up to `wait_seconds` while another process holds the file. Raises WarehouseLocked with
    that process's id, WarehouseError if this process has it open already, WarehouseUnreadable if it is no database.
    """
    path = Path(path)
    make_private(path.parent)
    # DuckDB's lock is between processes; within one, a connection configured alike would share the database.
    alone = {"custom_user_agent": f"hasila {next(_WRITERS)}", "storage_compatibility_version": STORAGE_VERSION}
    config = {**_config(memory_limit, threads), **alone}
    con = _connect_patiently(path, config, read_only=False, wait_seconds=wait_seconds)
    path.chmod(0o600)
    return _settle(con)


def open_reader(
    path: Path | str, *, wait_seconds: float = 0.0, memory_limit: str = "2GB", threads: int = 2
) -> duckdb.DuckDBPyConnection:
    """Open a database file read-only, without access to other files or the network.

    Raises WarehouseMissing, WarehouseLocked or WarehouseUnreadable.
    """
    path = Path(path)
    if not path.exists():
        raise WarehouseMissing(path)
    config = {**_config(memory_limit, threads), "enable_external_access": "false"}
    return _settle(_connect_patiently(path, config, read_only=True, wait_seconds=wait_seconds))


def open_snapshot(path: Path | str, *, memory_limit: str = "2GB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    """Open the snapshot that stands at `path` now, read-only and as open_reader does, with an engine of its own.

    For a process that reads for long: DuckDB hands out a database that is still open in the process again, also where
    its file was replaced meanwhile. Not for the write file: to close a file drops this process's locks on it (POSIX
    locks, fcntl(2)). Raises WarehouseMissing or WarehouseUnreadable.
    """
    path = Path(path)
    if not path.exists():
        raise WarehouseMissing(path)
    quoted = str(path).replace("'", "''")
    con = duckdb.connect(":memory:", config=_config(memory_limit, threads))
    try:
        con.execute(f"attach '{quoted}' as snapshot (read_only)")
    except duckdb.Error as error:
        con.close()
        raise WarehouseUnreadable(path, str(error).splitlines()[0]) from error
    con.execute("use snapshot")
    con.execute("set enable_external_access = false")
    return _settle(con)


def is_waited_for(path: Path) -> bool:
    """Whether another process asked for a file in vain a moment ago and goes on asking."""
    try:
        return time.time() - _mark_of_waiting(path).stat().st_mtime <= 2 * _LONGEST_WAIT
    except OSError:
        return False


def _mark_of_waiting(path: Path) -> Path:
    """An empty file that is touched by whoever waits: the engine's lock does not tell its holder of anybody."""
    return path.with_name(f"{path.name}.waited-for")


def _config(memory_limit: str, threads: int) -> dict[str, str | bool | int | float | list[str]]:
    """What every connection has in common; without the first two a missing extension hangs for seconds offline."""
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": memory_limit,
        "threads": threads,
    }


def _connect_patiently(
    path: Path, config: dict[str, Any], *, read_only: bool, wait_seconds: float
) -> duckdb.DuckDBPyConnection:
    pause, started, mark = _FIRST_WAIT, time.monotonic(), _mark_of_waiting(path)
    while True:
        try:
            con = duckdb.connect(str(path), read_only=read_only, config=config)
            if pause > _FIRST_WAIT:
                mark.unlink(missing_ok=True)
            return con
        except duckdb.IOException as error:
            waited = time.monotonic() - started
            if "Could not set lock" not in str(error):
                raise WarehouseUnreadable(path, str(error).splitlines()[0]) from error
            if waited + pause > wait_seconds:
                holder = _HOLDER.search(str(error))
                raise WarehouseLocked(path, int(holder[1]) if holder else None, waited) from error
        except duckdb.ConnectionException as error:
            raise WarehouseError(f"{path}: is open in this very process; close that connection first") from error
        except duckdb.Error as error:
            raise WarehouseUnreadable(path, str(error).splitlines()[0]) from error
        with suppress(OSError):
            mark.touch()
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_WAIT)


def _settle(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.execute("set TimeZone = 'UTC'")
    con.execute("set enable_progress_bar = false")
    return con
