"""Tables that keep their past: what no longer holds gets `superseded_at`, what is new gets a row, the rest stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import duckdb
import pyarrow as pa

from warehouse.batch import Row, arrow_table, read_columns, registered
from warehouse.dictionary import table_key
from warehouse.load import Tally
from warehouse.statements import statement_on


def renew(
    con: duckdb.DuckDBPyConnection,
    table: str,
    scope: str,
    touched: Collection[str],
    rows: Sequence[Row],
    recorded_at: dt.datetime,
) -> Tally:
    """Make `rows` the standing rows of `table` whose column `scope` is among `touched`; equal rows stay untouched.

    `recorded_at` is UTC without a zone. The tally counts a row with a standing key but other values as updated.
    """
    key = tuple(column for column in table_key(table) if column != "recorded_at")
    own = {"recorded_at": recorded_at, "superseded_at": None}
    fresh = arrow_table(table, read_columns(con)[table], rows, own, stored=True)
    scopes = pa.table({scope: pa.array(sorted(touched), pa.string())})
    with registered(con, "fresh", fresh), registered(con, "touched", scopes):
        return _renew(con, table, scope, key, recorded_at)


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], recorded_at: dt.datetime) -> None:
    """Add rows that the warehouse made itself; `recorded_at` is UTC without a zone."""
    data = arrow_table(table, read_columns(con)[table], rows, {"recorded_at": recorded_at}, stored=True)
    with registered(con, "incoming", data):
        con.execute(statement_on("load/insert_all", table, ()))


def renew_from(
    con: duckdb.DuckDBPyConnection, table: str, scope: str, touched: Collection[str], fresh: pa.Table, now: dt.datetime
) -> Tally:
    """As `renew`, from an Arrow table that SQL made."""
    key = tuple(column for column in table_key(table) if column != "recorded_at")
    scopes = pa.table({scope: pa.array(sorted(touched), pa.string())})
    with registered(con, "fresh", fresh), registered(con, "touched", scopes):
        return _renew(con, table, scope, key, now)


def _renew(
    con: duckdb.DuckDBPyConnection, table: str, scope: str, key: tuple[str, ...], recorded_at: dt.datetime
) -> Tally:
    def run(name: str) -> int:
        sql = statement_on(f"history/{name}", table, key).replace("{scope}", scope)
        found = con.execute(sql, {"recorded_at": recorded_at} if "$recorded_at" in sql else None).fetchall()
        return int(found[0][0]) if found else 0

    run("find_standing")
    unchanged = run("find_unchanged")
    ended = run("supersede")
    inserted = run("insert")
    return Tally(added=max(inserted - ended, 0), updated=min(inserted, ended), unchanged=unchanged)
