"""Publishing: the private write file becomes the snapshot that analysts open, in one atomic step."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import duckdb

from warehouse.connection import open_reader, open_writer
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.statements import statement

WAYS = (
    ("cp", "--reflink=always", "{source}", "{target}"),
    ("dd", "if={source}", "of={target}", "bs=4M", "oflag=direct", "status=none"),
    ("cp", "{source}", "{target}"),
)
"""How a file is copied, the next where a system or its disk cannot do one: with shared blocks it costs nothing; past
the system's cache 4 GB took 0.6 s of CPU and 1.9 s by the clock, and plainly 4.9 to 8.8 s and 6 to 10 s."""


def publish(write_path: Path | str, snapshot_path: Path | str, *, keep: int = 0, wait_seconds: float = 60.0) -> Path:
    """Copy the write file to `snapshot_path` and return that path; readers see the old or the new one, whole.

    The last `keep` snapshots stay beside the new one as `<name>.1` (the newest) and on. Raises WarehouseMissing,
    WarehouseLocked while somebody else writes, WarehouseError if this process does, if the copy does not open or its
    disk is full; the old snapshot then stays.
    """
    write_path = Path(write_path)
    if not write_path.exists():
        raise WarehouseMissing(write_path)
    con = open_writer(write_path, wait_seconds=wait_seconds)
    try:
        return publish_held(con, snapshot_path, keep=keep)
    finally:
        con.close()


def publish_held(con: duckdb.DuckDBPyConnection, snapshot_path: Path | str, *, keep: int = 0) -> Path:
    """Publish what `con` has committed, as `publish` does, while it holds the write file.

    Nobody else can write before the new snapshot stands: neither into the bytes that are copied, nor a newer state
    that this one would then replace. `con` comes of open_writer and is in no transaction.
    """
    snapshot_path = Path(snapshot_path)
    copy = snapshot_path.with_name(f".{snapshot_path.name}.{os.getpid()}")
    # Whoever holds the write file is the one publisher, so these are of publishers that were killed.
    for left in snapshot_path.parent.glob(f".{snapshot_path.name}.*"):
        left.unlink()
    try:
        _copy_durably(con, copy)
        _verify(copy)
        _rotate(snapshot_path, keep)
        copy.replace(snapshot_path)
    except (OSError, duckdb.Error) as error:
        told = str(error).splitlines()[0]
        raise WarehouseError(f"{snapshot_path}: not published ({told}); the old snapshot stays") from error
    finally:
        copy.unlink(missing_ok=True)
    return snapshot_path


def _copy_durably(con: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Copy the database of `con`, with its log folded in: a copy without the log would lose the last commits.

    Another process copies, for this one would drop the lock that it holds by closing a second handle of the file
    (POSIX locks, fcntl(2)). Raises OSError.
    """
    con.execute("checkpoint")
    ((source,),) = con.execute(statement("schema_state/file")).fetchall()
    target.touch(0o600)
    told = ""
    for way in WAYS:
        told = _copy([word.format(source=source, target=target.absolute()) for word in way])
        if not told:
            break
    else:
        raise OSError(told)
    with target.open("rb") as copy:
        os.fsync(copy.fileno())


def _copy(command: list[str]) -> str:
    """Run a command that copies; what it told where it failed, else nothing."""
    try:
        done = subprocess.run(  # noqa: S603 the words are our own, both paths absolute
            command,
            env={**os.environ, "LC_ALL": "C"},
            restore_signals=False,  # Python ignores SIGXFSZ, and cp then tells of a file that may not grow
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return f"there is no {command[0]}"
    return (done.stderr.strip() or f"{command[0]} ended with {done.returncode}") if done.returncode else ""


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
