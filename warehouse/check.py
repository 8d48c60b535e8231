"""The rules that the warehouse keeps: each a query of `sql/checks` that returns the rows that break it.

All of them read whole tables, some forty narrow scans and joins: 5 s of CPU with a million articles (docs/scale.md).
"""

from __future__ import annotations

from pathlib import PurePosixPath

import duckdb

from warehouse.errors import CheckFailed
from warehouse.statements import names_in, statement

SHOWN = 20


def run_checks(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Run every rule and return their names. Raises CheckFailed naming the first broken rule and its rows."""
    names = [PurePosixPath(name).name for name in names_in("checks")]
    for name in names:
        if broken := find_broken(con, name):
            raise CheckFailed(name, meaning_of(name), broken[:SHOWN], is_all=len(broken) <= SHOWN)
    return names


def find_broken(con: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, object]]:
    """The first rows that break one rule; none where it is kept."""
    cursor = con.execute(statement(f"checks/{name}"))
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchmany(SHOWN + 1)]


def meaning_of(name: str) -> str:
    """The rule in words, as the first line of its file has it."""
    return statement(f"checks/{name}").splitlines()[0].removeprefix("--").strip().rstrip(".")
