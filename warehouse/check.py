"""The rules that the warehouse keeps: each a query of `sql/checks` that returns the rows that break it.

A load can break a rule only by rows that it wrote or ended, so its checks look at those recorded since it began
(`$since`) and cost by the load; without that they read whole tables (docs/scale.md).
"""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath

import duckdb

from warehouse.errors import CheckFailed
from warehouse.statements import names_in, statement

SHOWN = 20

EVER = dt.datetime.min  # noqa: DTZ901 the warehouse keeps UTC without a zone


def run_checks(con: duckdb.DuckDBPyConnection, since: dt.datetime = EVER) -> list[str]:
    """Run every rule over what was recorded since then (UTC without a zone), and return their names.

    Raises CheckFailed naming the first broken rule and its rows.
    """
    names = [PurePosixPath(name).name for name in names_in("checks")]
    for name in names:
        if broken := find_broken(con, name, since):
            raise CheckFailed(name, meaning_of(name), broken[:SHOWN], is_all=len(broken) <= SHOWN)
    return names


def find_broken(con: duckdb.DuckDBPyConnection, name: str, since: dt.datetime = EVER) -> list[dict[str, object]]:
    """The first rows recorded since then that break one rule; none where it is kept."""
    sql = statement(f"checks/{name}")
    cursor = con.execute(sql, {"since": since} if "$since" in sql else None)
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchmany(SHOWN + 1)]


def meaning_of(name: str) -> str:
    """The rule in words, as the first line of its file has it."""
    return statement(f"checks/{name}").splitlines()[0].removeprefix("--").strip().rstrip(".")
