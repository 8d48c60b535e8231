"""The export as a whole: tables, maps and notes in one folder that appears when it is complete."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from warehouse.connection import open_reader
from warehouse.errors import WarehouseError
from warehouse.export.description import (
    describe_file,
    describe_hxl,
    describe_package,
    describe_table,
    write_notes,
)
from warehouse.export.files import HXL_TAGS, write_csv, write_months
from warehouse.export.geography import make_geojson
from warehouse.intake import read_rows
from warehouse.report.evidence import Quote, choose_spans
from warehouse.statements import names_in, statement, statement_on

Form = Literal["csv", "parquet", "hxl", "geojson"]
FORMS: tuple[Form, ...] = ("csv", "parquet", "hxl", "geojson")

LATEST = dt.datetime(9999, 12, 31)  # noqa: DTZ001  # the warehouse's instants have no zone

OF_AN_INSTANT = {
    "daily_governorate_casualties", "incident", "claim", "period_claim", "change", "correction", "daily_feed_health",
}  # fmt: skip
"""Marts that can be given as they were known at an instant; the others are left out under an embargo."""

_DAY_TABLE = "daily_governorate_casualties"
_PACKAGE = "datapackage.json"
_BATCH = 2_000


class FolderTakenError(WarehouseError):
    """The folder holds something else than an earlier export."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is exported: the forms; only what was known by an instant (UTC without a zone); words around the counts."""

    forms: Sequence[Form] = FORMS
    known_by: dt.datetime | None = None
    quote: Quote | None = None


def export_package(snapshot: Path, folder: Path, options: Options) -> list[Path]:
    """Write the published snapshot's marts into a folder as a data package, and return its files.

    An earlier export there is replaced in one step. Raises WarehouseMissing; FolderTakenError where the folder holds
    anything else; OSError where it cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _PACKAGE).exists():
        raise FolderTakenError(f"{folder}: holds files that are no export; name an empty or a new folder")
    con = open_reader(snapshot)
    part = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _write(con, part, options)
        _put_in_place(part, folder)
    finally:
        con.close()
        shutil.rmtree(part, ignore_errors=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _put_in_place(part: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    part.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(con: duckdb.DuckDBPyConnection, folder: Path, options: Options) -> None:
    known = options.known_by or LATEST
    con.execute(statement("export/keep_sources"))
    if options.known_by is None:
        con.execute(statement("export/keep_days"))
    else:
        con.execute(statement("export/keep_days_as_known"), {"known": known})
    told = _tell(con, options)
    resources: list[dict[str, Any]] = []
    for name in (*_tables(con, options), "evidence"):
        resources += _write_table(name, _read(con, name, options), folder, options.forms)
    if options.quote is not None:
        rows = pa.Table.from_pylist(list(_snippets(con, known, options.quote)), _SNIPPET)
        resources += _write_table("snippet", rows, folder, options.forms)
    if "hxl" in options.forms:
        rows = _fetch(con, statement("export/daily_governorate_casualties_hxl"), {})
        path = folder / "hxl" / f"{_DAY_TABLE}.csv"
        write_csv(rows, path, HXL_TAGS)
        resources.append(describe_hxl(path, folder, rows))
    if "geojson" in options.forms:
        path = folder / "geo" / "governorates.geojson"
        path.parent.mkdir()
        told_of = {"as_of": told["as_of"], "first_day": told["first_day"], "last_day": told["last_day"]}
        collection = make_geojson(read_rows(con, "export/governorates", {}), told_of)
        path.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        resources.append(describe_file("governorates", path, folder, "geojson", "application/geo+json"))
    write_notes(folder, told)
    package = json.dumps(describe_package(resources, told), ensure_ascii=False, indent=2)
    (folder / _PACKAGE).write_text(package + "\n", encoding="utf-8")


def _tables(con: duckdb.DuckDBPyConnection, options: Options) -> list[str]:
    found = [row[0] for row in con.execute(statement("export/mart_tables")).fetchall()]
    return found if options.known_by is None else [name for name in found if name in OF_AN_INSTANT]


def _read(con: duckdb.DuckDBPyConnection, name: str, options: Options) -> pa.Table:
    """A mart as it may leave the house: by its own statement where it has one, else as it is."""
    own = f"export/{name}"
    if name == "incident" and options.known_by is not None:
        own = "export/incident_as_known"
    if own not in names_in("export"):
        return _fetch(con, statement_on("export/all_rows", f"mart.{name}", ()), {})
    text = statement(own)
    return _fetch(con, text, {"known": options.known_by or LATEST} if "$known" in text else {})


def _fetch(con: duckdb.DuckDBPyConnection, text: str, values: dict[str, Any]) -> pa.Table:
    return con.sql(text, params=values).to_arrow_table()


def _write_table(name: str, rows: pa.Table, folder: Path, forms: Sequence[Form]) -> list[dict[str, Any]]:
    resources = []
    if "csv" in forms:
        path = folder / "data" / f"{name}.csv"
        write_csv(rows, path)
        resources.append(describe_table(name, path, folder, rows))
    if "parquet" in forms:
        for path in write_months(rows, folder / "parquet" / name):
            label = f"{name}_{path.stem}".lower()
            resources.append(describe_file(label, path, folder, "parquet", "application/vnd.apache.parquet"))
    return resources


_SNIPPET = pa.schema(
    [("claim_id", pa.string()), ("url", pa.string()), ("version_id", pa.string()), ("snippet", pa.string())]
)


def _snippets(con: duckdb.DuckDBPyConnection, known: dt.datetime, quote: Quote) -> Iterator[dict[str, Any]]:
    """The words around each count, a batch at a time, since the texts of all claims may not fit into memory."""
    cursor = con.execute(statement("export/words"), {"known": known})
    columns = [column[0] for column in cursor.description]
    while batch := cursor.fetchmany(_BATCH):
        for values in batch:
            row = dict(zip(columns, values, strict=True))
            field, spans = choose_spans(row["spans"])
            words = quote(row[field] or "", [(span["start"], span["end"]) for span in spans])
            # A text that was purged has no words left to quote.
            if words:
                yield {name: row[name] for name in ("claim_id", "url", "version_id")} | {"snippet": words}


def _tell(con: duckdb.DuckDBPyConnection, options: Options) -> dict[str, str]:
    """The notes' fillings."""
    (row,) = read_rows(con, "export/as_of", {})
    as_of = row["as_of"] or LATEST
    embargo = "Nothing is held back for its age."
    if options.known_by is not None:
        embargo = f"Under embargo: only what was published by {options.known_by:%Y-%m-%d %H:%M} UTC is in it."
    snippets = "No words of articles are in it."
    if options.quote is not None:
        snippets = "snippet.csv quotes words around counts, without names, and none that concern children or detainees."
    return {
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "day": f"{as_of:%Y-%m-%d}",
        "first_day": str(row["first_day"] or "-"),
        "last_day": str(row["last_day"] or "-"),
        "coder_version": row["coder_version"] or "-",
        "embargo": embargo,
        "snippets": snippets,
    }
