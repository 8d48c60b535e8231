"""Hashes come as lists or packed, and are the same ones."""

from __future__ import annotations

import struct

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.batch import Column, arrow_table, forget_columns, read_columns
from warehouse.errors import BatchError

COLUMNS = [Column("version_id", "VARCHAR", True), Column("shingles", "UBIGINT[]", True)]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**32 - 1))))
def test_packed_hashes_are_those_that_were_listed(hashes: list[list[int]]) -> None:
    listed = [{"version_id": str(number), "shingles": of_text} for number, of_text in enumerate(hashes)]
    packed = [{**row, "shingles": struct.pack(f"<{len(row['shingles'])}I", *row["shingles"])} for row in listed]
    assert arrow_table("t", COLUMNS, packed, {}) == arrow_table("t", COLUMNS, listed, {})


def test_bytes_that_are_no_hashes_are_refused() -> None:
    rows = [{"version_id": "a", "shingles": b"1234"}, {"version_id": "b", "shingles": b"12345"}]
    with pytest.raises(BatchError, match="t row 1: shingles has 5 bytes"):
        arrow_table("t", COLUMNS, rows, {})


def test_a_column_that_a_migration_adds_is_seen(con: duckdb.DuckDBPyConnection) -> None:
    before = [column.name for column in read_columns(con)["core.outlet"]]
    con.execute("alter table core.outlet add column more varchar")
    forget_columns(con)
    assert [column.name for column in read_columns(con)["core.outlet"]] == [*before, "more"]
