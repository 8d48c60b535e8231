"""The rules that the warehouse keeps: each a query of `sql/checks` that returns the rows that break it."""

from __future__ import annotations

from pathlib import PurePosixPath

import duckdb

from warehouse.errors import CheckFailed
from warehouse.statements import names_in, statement

SHOWN = 20


def run_checks(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Run every rule and return their names. Raises CheckFailed naming the first broken rule and its rows."""
    names = names_in("checks")
    for name in names:
        sql = statement(name)
        cursor = con.execute(sql)
        columns = [str(column[0]) for column in cursor.description or ()]
        broken = [dict(zip(columns, row, strict=True)) for row in cursor.fetchmany(SHOWN + 1)]
        if broken:
            meaning = sql.splitlines()[0].removeprefix("--").strip().rstrip(".")
            is_all = len(broken) <= SHOWN
            raise CheckFailed(PurePosixPath(name).name, meaning, broken[:SHOWN], is_all=is_all)
    return [PurePosixPath(name).name for name in names]
