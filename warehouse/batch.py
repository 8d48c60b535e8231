"""From rows handed in as dicts to typed Arrow tables, refusing what does not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import pyarrow as pa

from warehouse.errors import BatchError
from warehouse.statements import statement

Row = Mapping[str, Any]

OWN_COLUMNS = frozenset({"recorded_at", "superseded_at", "replaced_at", "content_hash"})
"""Columns that the warehouse fills; a batch never brings them."""

_ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "UBIGINT": pa.uint64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BLOB": pa.binary(),
    "VARCHAR[]": pa.list_(pa.string()),
    "UBIGINT[]": pa.list_(pa.uint64()),
    "MAP(VARCHAR, INTEGER)": pa.map_(pa.string(), pa.int32()),
}


class Column:
    """One column of a table: its engine type and whether it may be empty."""

    __slots__ = ("name", "required", "type")

    def __init__(self, name: str, type_: str, required: bool) -> None:
        self.name = name
        self.type = type_
        self.required = required


_COLUMNS: WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[str, list[Column]]] = WeakKeyDictionary()


def read_columns(con: duckdb.DuckDBPyConnection) -> dict[str, list[Column]]:
    """The columns of every table in raw, core, mart and meta, in table order; read once a connection."""
    if con not in _COLUMNS:
        tables: dict[str, list[Column]] = {}
        for table, name, type_, nullable in con.execute(statement("schema_state/columns")).fetchall():
            tables.setdefault(table, []).append(Column(name, type_, not nullable))
        _COLUMNS[con] = tables
    return _COLUMNS[con]


def forget_columns(con: duckdb.DuckDBPyConnection) -> None:
    """Read the columns again when they are next asked for: a migration may have changed them."""
    _COLUMNS.pop(con, None)


def arrow_table(
    table: str, columns: Sequence[Column], rows: Sequence[Row], own: Row, *, stored: bool = False
) -> pa.Table:
    """The rows as an Arrow table in the table's column order, with the warehouse's `own` values added.

    Columns that a row lacks are null, lists empty; a column of hashes may come packed (see warehouse.load). With
    `stored` the rows come from the warehouse itself: their instants are UTC without a zone, and they may fill any
    column. Raises BatchError naming table, row and column for an unknown column, a missing required value, an instant
    without a time zone or a value of another type.
    """
    known = {column.name for column in columns} - (frozenset() if stored else OWN_COLUMNS)
    for number, row in enumerate(rows):
        if not known.issuperset(row):
            unknown = row.keys() - known
            raise BatchError(f"{table} row {number}: no column {sorted(unknown)[0]} that a batch may fill")
    packed = {column.name: _unpack(table, column.name, rows) for column in columns if _is_packed(column, rows)}
    told = [column for column in columns if column.name not in own and column.name not in packed]
    at_once = {**packed, **(_arrays_at_once(told, rows, stored) or {})}
    arrays = [
        at_once[column.name] if column.name in at_once else _array(table, column, rows, own, stored)
        for column in columns
    ]
    return pa.table(dict(zip([column.name for column in columns], arrays, strict=True)))


def _is_packed(column: Column, rows: Sequence[Row]) -> bool:
    return column.type == "UBIGINT[]" and bool(rows) and all(isinstance(row.get(column.name), bytes) for row in rows)


def _unpack(table: str, name: str, rows: Sequence[Row]) -> pa.Array:
    """The lists of a column that come as bytes of little-endian 32-bit integers: no Python number for each of them."""
    values: list[bytes] = [row[name] for row in rows]
    for number, value in enumerate(values):
        if len(value) % 4:
            raise BatchError(f"{table} row {number}: {name} has {len(value)} bytes, and a packed hash has four")
    ends = list(accumulate((len(value) // 4 for value in values), initial=0))
    hashes = pa.Array.from_buffers(pa.uint32(), ends[-1], [None, pa.py_buffer(b"".join(values))])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), hashes.cast(pa.uint64()))


def _arrays_at_once(columns: Sequence[Column], rows: Sequence[Row], stored: bool) -> dict[str, pa.Array] | None:
    """All columns of the rows in one go, in half the time; None where anything does not fit, for columns tell what."""
    types = {column.name: _ARROW_TYPES[column.type] for column in columns}
    instants = [] if stored else [column.name for column in columns if column.type == "TIMESTAMP"]
    if any((at := row.get(name)) and getattr(at, "tzinfo", None) is None for row in rows for name in instants):
        return None
    zoned = types | dict.fromkeys(instants, pa.timestamp("us", "UTC"))
    try:
        arrays = dict(zip(types, pa.array(rows, pa.struct(list(zoned.items()))).flatten(), strict=True))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, TypeError):
        return None
    if not stored and any(column.required and arrays[column.name].null_count for column in columns):
        return None
    return arrays | {name: arrays[name].cast(types[name]) for name in instants}


def _array(table: str, column: Column, rows: Sequence[Row], own: Row, stored: bool) -> pa.Array:
    """One column of all rows, whole: a call a value would take longer than the load itself."""
    name, type_ = column.name, _ARROW_TYPES[column.type]
    try:
        if name in own:
            return pa.repeat(pa.scalar(own[name], type_), len(rows))
        values = [row.get(name) for row in rows]
        if stored:
            return pa.array(values, type_)
        if column.type == "TIMESTAMP":
            _refuse_naive(table, name, values)
            return _refuse_missing(table, column, pa.array(values, pa.timestamp("us", "UTC")).cast(type_))
        if column.required and column.type.endswith("[]"):
            values = [() if value is None else value for value in values]
        return _refuse_missing(table, column, pa.array(values, type_))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, TypeError) as error:
        raise BatchError(f"{table}.{name}: {str(error).splitlines()[0]}") from error


def _refuse_naive(table: str, name: str, values: Sequence[Any]) -> None:
    for number, value in enumerate(values):
        if value is not None and (not isinstance(value, dt.datetime) or value.tzinfo is None):
            raise BatchError(f"{table} row {number}: {name} must be an instant with a time zone, not {value!r}")


def _refuse_missing(table: str, column: Column, array: pa.Array) -> pa.Array:
    if column.required and array.null_count and column.name not in OWN_COLUMNS:
        raise BatchError(f"{table} row {array.is_null().index(True).as_py()}: {column.name} is missing")
    return array


def utc(instant: dt.datetime) -> dt.datetime:
    """The instant as the warehouse stores it: UTC without a zone. Raises BatchError for a naive one."""
    if instant.tzinfo is None:
        raise BatchError(f"{instant!r} has no time zone")
    return instant.astimezone(dt.UTC).replace(tzinfo=None)


@contextmanager
def registered(con: duckdb.DuckDBPyConnection, name: str, data: pa.Table) -> Iterator[None]:
    """Offer an Arrow table to SQL under `name` for the length of a block.

    If the block fails the caller's rollback takes the name away; an aborted transaction takes no other statement.
    """
    con.register(name, data)
    yield
    con.unregister(name)
