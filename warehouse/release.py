"""Making a release: a month as it is known at an instant, frozen byte for byte in the warehouse.

A release can be read again whatever happens later, since its files lie in `meta.release_file`; its figures lie beside
them in `meta.release_incident` and `meta.release_day`, so that `mart.release_errata` can say what is otherwise now.
"""

from __future__ import annotations

import calendar
import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.batch import arrow_table, read_columns, registered
from warehouse.check import meaning_of, run_checks
from warehouse.errors import WarehouseError
from warehouse.export.description import describe_package, write_notes
from warehouse.export.tables import DAYS, LATEST, Form, Scope, keep_scope, read_table, write_table
from warehouse.intake import read_rows
from warehouse.load import load_transaction
from warehouse.statements import statement, statement_on

Row = dict[str, Any]

TABLES = (DAYS, "incident", "claim", "period_claim", "daily_feed_health", "evidence")
"""What a release holds of the exports' tables."""

SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"

_FORMS: tuple[Form, ...] = ("csv", "parquet")
_DATA = ("data/", "parquet/")


class ReleaseError(WarehouseError):
    """A release that cannot be made or found; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A month to be released: its first day, the instant of the release and, under an embargo, that of knowledge.

    Both instants are UTC without a zone. `versions` are those of hasila, coder, lexicon, gazetteer and codebook.
    """

    month: dt.date
    released_at: dt.datetime
    versions: Mapping[str, str]
    known_by: dt.datetime | None = None
    note: str | None = None

    @property
    def last_day(self) -> dt.date:
        """The last day of the month."""
        return self.month.replace(day=calendar.monthrange(self.month.year, self.month.month)[1])

    @property
    def scope(self) -> Scope:
        """The rows that are released."""
        return Scope(self.known_by, self.month, self.last_day)


def make_release(con: duckdb.DuckDBPyConnection, wanted: Wanted) -> tuple[Row, bool]:
    """Freeze a month, in one transaction; returns the row of meta.release, and whether it is a new one.

    A month that was released before gets a next version, or none where its data are still the same. Raises
    ReleaseError for a month that is not over or of which nothing is held, CheckFailed where a rule is broken.
    """
    _refuse_unfinished(wanted)
    with load_transaction(con), TemporaryDirectory(prefix="hasila-release-") as folder:
        keep_scope(con, wanted.scope)
        (figures,) = read_rows(con, "release/figures", {})
        if not figures["day_count"]:
            raise ReleaseError(_nothing_held(con, wanted))
        earlier = releases_of(con, wanted.month)
        version = earlier[0]["version"] + 1 if earlier else 1
        row = _release_row(con, wanted, version, figures)
        files = _write_files(con, Path(folder), wanted, row, figures, earlier)
        if earlier and _data_digests(files) == _data_digests(digests_of(con, earlier[0]["release_id"])):
            return earlier[0], False
        row["digest"] = files[SUMS]
        _insert(con, wanted, row, Path(folder), files)
    return row, True


def releases_of(con: duckdb.DuckDBPyConnection, month: dt.date) -> list[Row]:
    """The releases of a month, the newest first."""
    return read_rows(con, "release/of_month", {"month_start_date": month})


def digests_of(con: duckdb.DuckDBPyConnection, release_id: str) -> dict[str, str]:
    """The SHA-256 of each file of a release, by its path."""
    return {row["path"]: row["digest"] for row in read_rows(con, "release/file_digests", {"release_id": release_id})}


def _refuse_unfinished(wanted: Wanted) -> None:
    over = wanted.last_day + dt.timedelta(days=1)
    if wanted.released_at.date() < over:
        raise ReleaseError(f"{wanted.month:%Y-%m} is not over; it can be released from {over} (UTC) on")
    if wanted.known_by and wanted.known_by.date() < over:
        held = wanted.released_at - wanted.known_by
        first = dt.datetime.combine(over, dt.time()) + held
        raise ReleaseError(
            f"under the embargo of {held / dt.timedelta(hours=1):.10g} hours {wanted.month:%Y-%m} can be released from "
            f"{first:%Y-%m-%d %H:%M} (UTC) on; wait, or set a shorter one with --embargo"
        )


def _nothing_held(con: duckdb.DuckDBPyConnection, wanted: Wanted) -> str:
    (span,) = read_rows(con, "report/span", {})
    held = f"days from {span['first_day']} to {span['last_day']}" if span["last_day"] else "no days yet"
    return f"nothing is held of {wanted.month:%Y-%m}, not even an outlet that was read; the warehouse has {held}"


def _release_row(con: duckdb.DuckDBPyConnection, wanted: Wanted, version: int, figures: Row) -> Row:
    steps = con.execute(statement("schema_state/migrations")).fetchall()
    schema = hashlib.sha256(json.dumps(sorted(steps)).encode()).hexdigest()[:12]
    sums = ("incident_count", "claim_count", "killed_low", "killed_best", "killed_high")
    told = wanted.versions
    return {
        "release_id": f"{wanted.month:%Y-%m}-v{version}",
        "month_start_date": wanted.month,
        "version": version,
        "released_at": wanted.released_at,
        "known_by": wanted.known_by,
        "note": wanted.note,
        "coder_version": f"coder {told['coder']}, lexicon {told['lexicon']}, gazetteer {told['gazetteer']}",
        "codebook_version": told["codebook"],
        "schema_version": f"{max(steps)[0]} {schema}",
        **{name: figures[name] for name in sums},
    }


def _write_files(
    con: duckdb.DuckDBPyConnection, folder: Path, wanted: Wanted, row: Row, figures: Row, earlier: list[Row]
) -> dict[str, str]:
    """Write the release's files and return the SHA-256 of each by its path, that of the sums themselves too."""
    resources: list[Row] = []
    for name in TABLES:
        resources += write_table(name, read_table(con, name, wanted.scope), folder, _FORMS, by_month=False)
    told = _tell(wanted, row, earlier)
    write_notes(folder, told)
    _write_json(folder / "datapackage.json", describe_package(resources, told))
    _write_json(folder / MANIFEST, _manifest(con, wanted, row, figures, earlier))
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items())).encode()
    (folder / SUMS).write_bytes(sums)
    return {**files, SUMS: hashlib.sha256(sums).hexdigest()}


def _write_json(path: Path, value: Row) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def _manifest(
    con: duckdb.DuckDBPyConnection, wanted: Wanted, row: Row, figures: Row, earlier: list[Row]
) -> dict[str, Any]:
    # A release that breaks a rule is none: the first broken one raises.
    checks = [{"rule": name, "meaning": meaning_of(name), "broken_by": 0} for name in run_checks(con)]
    return {
        "release": row["release_id"],
        "month": f"{wanted.month:%Y-%m}",
        "version": row["version"],
        "replaces": earlier[0]["release_id"] if earlier else None,
        "note": wanted.note,
        "released_at": _instant(wanted.released_at),
        "embargo": {
            "known_by": _instant(wanted.known_by),
            "hours": (wanted.released_at - wanted.known_by) / dt.timedelta(hours=1) if wanted.known_by else 0,
        },
        "versions": {
            **wanted.versions,
            "schema": row["schema_version"],
            "duckdb": duckdb.__version__,
            "pyarrow": pa.__version__,
        },
        "read_by": read_rows(con, "release/coders", {}),
        "figures": {name: int(value) for name, value in figures.items()},
        "checks": checks,
        "text": "none: address, hash and characters of each word stand in data/evidence.csv",
        "reported": "by news outlets; confirmed by nobody",
    }


def _tell(wanted: Wanted, row: Row, earlier: list[Row]) -> dict[str, str]:
    """The notes' fillings."""
    release_id = row["release_id"]
    replaced = f" It replaces {earlier[0]['release_id']}." if earlier else ""
    embargo = "Nothing is held back for its age."
    if wanted.known_by is not None:
        embargo = f"Under embargo: only what was published by {wanted.known_by:%Y-%m-%d %H:%M} UTC is in it."
    return {
        "name": f"hasila-{release_id}",
        "version": release_id,
        "scope": f"Frozen as release {release_id}: it does not change any more, and what is found out later stands in "
        f"its list of errata.{replaced}",
        "as_of": _instant(wanted.released_at) or "",
        "day": f"{wanted.released_at:%Y-%m-%d}",
        "first_day": str(wanted.month),
        "last_day": str(wanted.last_day),
        "coder_version": str(row["coder_version"]),
        "embargo": embargo,
        "snippets": "No words of articles are in it.",
    }


def _instant(at: dt.datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def _data_digests(files: Mapping[str, str]) -> dict[str, str]:
    return {path: digest for path, digest in files.items() if path.startswith(_DATA)}


def _insert(con: duckdb.DuckDBPyConnection, wanted: Wanted, row: Row, folder: Path, files: Mapping[str, str]) -> None:
    own = {"release_id": row["release_id"]}
    contents = [
        {
            **own,
            "path": path,
            "digest": digest,
            "byte_count": (folder / path).stat().st_size,
            "content": gzip.compress((folder / path).read_bytes(), mtime=0),
        }
        for path, digest in files.items()
    ]
    _insert_rows(con, "meta.release", [row])
    _insert_rows(con, "meta.release_file", contents)
    con.execute(statement("release/insert_days"), own)
    con.execute(statement("release/insert_incidents"), {**own, "known": wanted.known_by or LATEST})


def _insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    with registered(con, "incoming", arrow_table(table, read_columns(con)[table], rows, {}, stored=True)):
        con.execute(statement_on("load/insert_all", table, ()))
