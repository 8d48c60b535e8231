"""Reading releases: which there are, their files as published, whether a folder is one, and what is otherwise now."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from warehouse.export.folder import filling
from warehouse.export.tables import LATEST
from warehouse.intake import read_rows
from warehouse.release import SUMS, ReleaseError, Row, Wanted, digests_of, releases_of


@dataclass(slots=True)
class Verified:
    """What keeps a folder from being a release: files, by what is wrong; and days that a recount gives otherwise."""

    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    spoilt: list[str] = field(default_factory=list)
    recounted: list[Row] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every file is there as published, and nothing else."""
        return not (self.missing or self.changed or self.foreign or self.spoilt)


def list_releases(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """All releases, the newest month and version first, with how many incidents and days are otherwise now."""
    return read_rows(con, "release/releases", {})


def find_release(con: duckdb.DuckDBPyConnection, month: dt.date, version: int | None = None) -> Row:
    """A month's release, its newest or the one with a number. Raises ReleaseError where there is none."""
    found = releases_of(con, month)
    if not found:
        raise ReleaseError(
            f"{month:%Y-%m} was not released; `hasila release {month:%Y-%m}` does, `hasila releases` lists"
        )
    for row in found:
        if version in (None, row["version"]):
            return row
    raise ReleaseError(f"{month:%Y-%m} has no version {version}; its newest is version {found[0]['version']}")


def write_release(con: duckdb.DuckDBPyConnection, release_id: str, folder: Path) -> list[Path]:
    """Write a release's files as they were published, in place of an earlier release there, and return them.

    Raises FolderTakenError where the folder holds anything else, ReleaseError where the stored bytes are not those
    published, OSError.
    """
    with filling(folder, SUMS, "release") as part:
        for row in _files(con, release_id):
            body = gzip.decompress(row["content"])
            if hashlib.sha256(body).hexdigest() != row["digest"]:
                raise ReleaseError(f"{release_id}: {row['path']} is spoilt in the warehouse; restore it from a backup")
            path = part / row["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def verify_release(con: duckdb.DuckDBPyConnection, release: Row, folder: Path) -> Verified:
    """Compare a folder with a release as published, and its days with what the warehouse's history gives today.

    Raises ReleaseError where there is no such folder.
    """
    if not folder.is_dir():
        raise ReleaseError(f"{folder}: there is no such folder; name the one of the release")
    release_id, found = release["release_id"], Verified(recounted=recount(con, release))
    published = digests_of(con, release_id)
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    found.missing = sorted(published.keys() - held)
    found.foreign = sorted(held - published.keys())
    for path in sorted(held & published.keys()):
        if hashlib.sha256((folder / path).read_bytes()).hexdigest() != published[path]:
            found.changed.append(path)
    for row in _files(con, release_id):
        if hashlib.sha256(gzip.decompress(row["content"])).hexdigest() != row["digest"]:
            found.spoilt.append(row["path"])
    return found


def recount(con: duckdb.DuckDBPyConnection, release: Row) -> list[Row]:
    """The days of a release that the history gives otherwise, by both clocks; none while the history is whole."""
    month = Wanted(release["month_start_date"], release["released_at"], {}, release["known_by"])
    values = {
        "release_id": release["release_id"],
        "first_day": month.month,
        "last_day": month.last_day,
        "known": month.known_by or LATEST,
        "recorded": month.released_at,
    }
    return read_rows(con, "release/recount", values)


def read_errata(con: duckdb.DuckDBPyConnection, release_id: str) -> list[Row]:
    """What of a release is otherwise now: rows of mart.release_errata with the remarks of the analysts."""
    return read_rows(con, "release/errata", {"release_id": release_id})


def _files(con: duckdb.DuckDBPyConnection, release_id: str) -> list[dict[str, Any]]:
    return read_rows(con, "release/files", {"release_id": release_id})
