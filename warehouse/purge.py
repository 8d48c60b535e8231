"""Forgetting article texts, and giving back the space that changed and forgotten rows leave in the file."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.batch import utc
from warehouse.connection import STORAGE_VERSION, open_writer
from warehouse.errors import WarehouseMissing
from warehouse.load import load_transaction
from warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Purged:
    """How many article texts and feed items lost their words."""

    texts: int
    entries: int


def purge_texts(con: duckdb.DuckDBPyConnection, before: dt.datetime) -> Purged:
    """Forget titles, texts and summaries older than an instant, in one transaction; a second time there are none.

    Hashes, addresses, offsets, counts and the sketches that find near-duplicates stay, so no figure changes. What is
    lost: the texts can be neither extracted again nor shown as evidence. The bytes leave the file with `compact`.
    """
    with load_transaction(con):
        bounds = {"before": utc(before)}
        texts = len(con.execute(statement("purge/texts"), bounds).fetchall())
        entries = len(con.execute(statement("purge/entries"), bounds).fetchall())
    return Purged(texts, entries)


def compact(path: Path, *, wait_seconds: float = 60.0) -> tuple[int, int]:
    """Write the database anew without the space that old rows left, and return its size in bytes before and after.

    DuckDB never shrinks a file and leaves forgotten bytes in free blocks. The new file takes the old one's place while
    that is still locked, so no writer comes between. Raises WarehouseMissing, WarehouseLocked, and OSError where the
    disk is full.
    """
    if not path.exists():
        raise WarehouseMissing(path)
    size = path.stat().st_size
    fresh = path.with_name(f".{path.name}.compact")
    con = open_writer(path, wait_seconds=wait_seconds)
    try:
        # Left by processes that were killed; while the file is held there is no other one.
        for left in path.parent.glob(f"{fresh.name}*"):
            left.unlink()
        shutil.rmtree(path.with_name(f"{path.name}.tmp"), ignore_errors=True)
        con.execute("checkpoint")
        (old,) = con.execute("select current_database()").fetchall()[0]
        # Names and paths cannot be bound in `attach` and `copy`.
        target = str(fresh).replace("'", "''")
        con.execute(f"attach '{target}' as compacted (storage_version '{STORAGE_VERSION}')")
        con.execute(f'copy from database "{old}" to compacted')
        con.execute("detach compacted")
        fresh.chmod(0o600)
        fresh.replace(path)
    finally:
        con.close()
        fresh.unlink(missing_ok=True)
    return size, path.stat().st_size
