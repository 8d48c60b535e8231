"""The export as a whole: tables, maps and notes in one folder that appears when it is complete."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.connection import open_reader
from warehouse.export.description import describe_file, describe_hxl, describe_package, write_notes
from warehouse.export.files import HXL_TAGS, write_csv
from warehouse.export.folder import filling, refuse_taken
from warehouse.export.geography import make_geojson
from warehouse.export.tables import DAYS, FORMS, LATEST, Form, Scope, execute, keep_scope, read_table, write_table
from warehouse.intake import read_rows
from warehouse.report.evidence import Quote, choose_spans
from warehouse.statements import statement

OF_AN_INSTANT = {
    "daily_governorate_casualties", "incident", "claim", "period_claim", "change", "correction", "daily_feed_health",
}  # fmt: skip
"""Marts that can be given as they were known at an instant; the others are left out under an embargo."""

_PACKAGE = "datapackage.json"
_BATCH = 2_000


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
    refuse_taken(folder, _PACKAGE, "export")
    con = open_reader(snapshot)
    try:
        with filling(folder, _PACKAGE, "export") as part:
            _write(con, part, options)
    finally:
        con.close()
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write(con: duckdb.DuckDBPyConnection, folder: Path, options: Options) -> None:
    scope = Scope(options.known_by)
    keep_scope(con, scope)
    told = _tell(con, options)
    resources: list[dict[str, Any]] = []
    for name in (*_tables(con, scope), "evidence"):
        resources += write_table(name, read_table(con, name, scope), folder, options.forms)
    if options.quote is not None:
        rows = pa.Table.from_pylist(list(_snippets(con, scope, options.quote)), _SNIPPET)
        resources += write_table("snippet", rows, folder, options.forms)
    if "hxl" in options.forms:
        rows = read_table(con, f"{DAYS}_hxl", scope)
        path = folder / "hxl" / f"{DAYS}.csv"
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


def _tables(con: duckdb.DuckDBPyConnection, scope: Scope) -> list[str]:
    found = [row[0] for row in con.execute(statement("export/mart_tables")).fetchall()]
    return found if scope.known_by is None else [name for name in found if name in OF_AN_INSTANT]


_SNIPPET = pa.schema(
    [("claim_id", pa.string()), ("url", pa.string()), ("version_id", pa.string()), ("snippet", pa.string())]
)


def _snippets(con: duckdb.DuckDBPyConnection, scope: Scope, quote: Quote) -> Iterator[dict[str, Any]]:
    """The words around each count, a batch at a time, since the texts of all claims may not fit into memory."""
    cursor = execute(con, statement("export/words"), scope)
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
        "name": "hasila",
        "version": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "scope": "All that the warehouse held then.",
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "day": f"{as_of:%Y-%m-%d}",
        "first_day": str(row["first_day"] or "-"),
        "last_day": str(row["last_day"] or "-"),
        "coder_version": row["coder_version"] or "-",
        "embargo": embargo,
        "snippets": snippets,
    }
