"""Questions of people to the published snapshot: one statement that reads, and its answer piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.connection import open_reader
from warehouse.errors import QueryError
from warehouse.statements import statement

READING = ("SELECT", "EXPLAIN", "MULTI")
"""Statements that only read; what DuckDB calls MULTI is a pivot."""

ROWS_AT_ONCE = 10_000

Params = Sequence[Any] | Mapping[str, Any] | None

REMEDIES = {
    duckdb.ParserException: "mend the SQL there",
    duckdb.CatalogException: "`hasila sql` without a question lists the tables",
    duckdb.BinderException: '`hasila sql "describe TABLE"` lists a table\'s columns',
    duckdb.ConversionException: "compare like with like, and write a day as '2024-01-31'",
    duckdb.PermissionException: "hasila sql reads the warehouse alone; DuckDB's own command line reads other files too",
    duckdb.InvalidInputException: "hasila sql reads and never writes",
    duckdb.OutOfMemoryException: "ask for fewer rows or columns",
}


class Answer:
    """The answer to one question: its columns, and its rows while the connection is open; read them once."""

    __slots__ = ("_con", "_params", "_sql", "columns")

    def __init__(self, con: duckdb.DuckDBPyConnection, sql: str, params: Params) -> None:
        self._con, self._sql, self._params = con, sql, params
        self.columns = tuple(con.sql(sql, params=params).columns)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows one by one, a few thousand of them as Python values at a time. Raises QueryError."""
        with _explained():
            cursor = self._con.execute(self._sql, self._params)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield from rows

    def batches(self) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """The rows as Arrow batches, and their schema. Raises QueryError, also while the batches come.

        DuckDB's sums are 128-bit whole numbers, which R and pandas lack; they come as 64-bit ones.
        """
        with _explained():
            reader = self._con.sql(self._sql, params=self._params).to_arrow_reader(ROWS_AT_ONCE)
        schema = pa.schema([_narrowed(column) for column in reader.schema])

        def narrowed() -> Iterator[pa.RecordBatch]:
            with _explained():
                yield from (batch.cast(schema) for batch in reader)

        return schema, narrowed()


class QueryResult:
    """Rows of a query with the names of their columns, in order."""

    __slots__ = ("columns", "rows")

    def __init__(self, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        self.columns = columns
        self.rows = rows

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as mappings from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@contextmanager
def ask(path: Path | str, sql: str, params: Params = None) -> Iterator[Answer]:
    """The answer of a published snapshot to one statement that reads; read-only and without access to other files.

    Raises WarehouseMissing, and QueryError for what is no such statement or cannot be answered.
    """
    con = open_reader(path)
    try:
        with _explained():
            _refuse_writing(con, sql)
            answer = Answer(con, sql, params)
        yield answer
    finally:
        con.close()


def read_query(path: Path | str, sql: str, params: Params = None) -> QueryResult:
    """All rows of the answer to one question; raises as `ask` does."""
    with ask(path, sql, params) as answer:
        return QueryResult(answer.columns, list(answer.rows()))


def read_tables(path: Path | str) -> QueryResult:
    """Every table, view and macro that can be asked, with what a row of it is; those for readers first."""
    return read_query(path, statement("query/tables"))


def read_coverage(path: Path | str) -> dict[str, Any]:
    """The first and last day of which casualties are held, and the number of incidents; days are None without any."""
    (row,) = read_query(path, statement("query/coverage")).dicts()
    return row


def _refuse_writing(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    found = con.extract_statements(sql)
    if len(found) != 1:
        told = "there is no question in it" if not found else f"these are {len(found)} statements"
        raise QueryError(f"{told}; ask one question at a time")
    kind = found[0].type.name
    if kind not in READING:
        raise QueryError(f"{kind.lower()} is no question: hasila sql reads and never writes; begin with select or from")


@contextmanager
def _explained() -> Iterator[None]:
    """Tell DuckDB's errors in one line with a remedy."""
    try:
        yield
    except duckdb.Error as error:
        remedy = next((words for kind, words in REMEDIES.items() if isinstance(error, kind)), "ask differently")
        raise QueryError(f"{_said(str(error))}; {remedy}") from error
    except (pa.ArrowException, OSError) as error:
        # Arrow hands on what DuckDB says of a later row as an error of its own.
        raise QueryError(_said(str(error))) from error


def _said(message: str) -> str:
    """The first two lines of DuckDB's message without its class, and the line of a longer statement that it means."""
    head, _, place = message.partition("\n\nLINE ")
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    told = re.sub(r"^[\w -]+ Error: ", "", " ".join(lines[:2]).partition(" Candidate functions")[0]).rstrip(".!?")
    number = place.partition(":")[0]
    return f"line {number}: {told}" if number.isdigit() and number != "1" else told


def _narrowed(column: pa.Field) -> pa.Field:
    is_whole = pa.types.is_decimal(column.type) and column.type.scale == 0
    return column.with_type(pa.int64()) if is_whole else column
