"""The marts as they may leave the house: which rows, without names and texts, in which files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from warehouse.export.description import describe_file, describe_table
from warehouse.export.files import write_csv, write_months, write_parquet
from warehouse.statements import names_in, statement, statement_on

Form = Literal["csv", "parquet", "hxl", "geojson"]
FORMS: tuple[Form, ...] = ("csv", "parquet", "hxl", "geojson")

LATEST = dt.datetime(9999, 12, 31)  # noqa: DTZ001  # the warehouse's instants have no zone

DAYS = "daily_governorate_casualties"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows: known to the world by an instant (UTC without a zone, None: all), and of which days."""

    known_by: dt.datetime | None = None
    first_day: dt.date = dt.date.min
    last_day: dt.date = dt.date.max

    @property
    def values(self) -> dict[str, Any]:
        """What the statements of sql/export are bound to."""
        is_whole = (self.first_day, self.last_day) == (dt.date.min, dt.date.max)
        known = self.known_by or LATEST
        return {"known": known, "first_day": self.first_day, "last_day": self.last_day, "is_whole": is_whole}


def keep_scope(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Settle, in tables of this connection alone, which days, incidents, claims and names of sources go out."""
    days = "export/keep_days" if scope.known_by is None else "export/keep_days_as_known"
    for name in ("export/keep_sources", days, "export/keep_incidents", "export/keep_claims"):
        execute(con, statement(name), scope)


def read_table(con: duckdb.DuckDBPyConnection, name: str, scope: Scope) -> pa.Table:
    """A mart as it may leave the house, once the scope is kept: by its own statement if it has one, else as it is."""
    own = f"export/{name}"
    if name == "incident" and scope.known_by is not None:
        own = "export/incident_as_known"
    text = statement(own) if own in names_in("export") else statement_on("export/all_rows", f"mart.{name}", ())
    return con.sql(text, params=_named(text, scope)).to_arrow_table()


def execute(con: duckdb.DuckDBPyConnection, text: str, scope: Scope) -> duckdb.DuckDBPyConnection:
    """Run a statement of sql/export, bound to what it names of the scope."""
    return con.execute(text, _named(text, scope))


def write_table(
    name: str, rows: pa.Table, folder: Path, forms: Sequence[Form], *, by_month: bool = True
) -> list[dict[str, Any]]:
    """Write a table in each of the forms, and return the files as resources of a data package."""
    resources = []
    if "csv" in forms:
        path = folder / "data" / f"{name}.csv"
        write_csv(rows, path)
        resources.append(describe_table(name, path, folder, rows))
    if "parquet" in forms:
        whole = folder / "parquet" / f"{name}.parquet"
        for path in write_months(rows, folder / "parquet" / name) if by_month else [write_parquet(rows, whole)]:
            label = f"{name}_{path.stem}".lower() if by_month else f"{name}_parquet"
            resources.append(describe_file(label, path, folder, "parquet", "application/vnd.apache.parquet"))
    return resources


def _named(text: str, scope: Scope) -> dict[str, Any] | None:
    return {name: value for name, value in scope.values.items() if f"${name}" in text} or None
