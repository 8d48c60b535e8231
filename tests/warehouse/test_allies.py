"""Who fights together is told three times, for the coder, the figures and SQL know nothing of each other."""

from __future__ import annotations

from itertools import product

import duckdb

from extractors.sides import CAMPS as CODED
from warehouse.codes import CODES
from warehouse.told import CAMPS


def test_the_coder_the_figures_and_sql_know_the_same_allies(con: duckdb.DuckDBPyConnection) -> None:
    assert CODED == CAMPS
    for one, other in product(CODES["actor"], repeat=2):
        told = con.execute("select core.are_allied(?, ?)", [one, other]).fetchall()
        assert told == [(one == other or any({one, other} <= camp for camp in CAMPS),)]
