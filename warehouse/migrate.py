"""Numbered migrations: each file of `sql/schema` runs once, in order, in its own transaction."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

import duckdb

from warehouse.batch import forget_columns
from warehouse.dictionary import apply_comments
from warehouse.errors import MigrationError
from warehouse.statements import names_in, statement


def migrate(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring the database to this version's schema and return the names of the migrations that ran.

    Raises MigrationError if the file was made by other or newer migrations, or if one fails; then that one left
    nothing behind.
    """
    con.execute(statement("schema_state/create_meta"))
    con.execute(statement("schema_state/create_migration"))
    ran = _missing(con)
    for name in ran:
        _apply(con, name)
    if ran:
        apply_comments(con)
        forget_columns(con)
    return [PurePosixPath(name).name for name in ran]


def pending(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The migrations that a database, which may be read-only, lacks; raises MigrationError as `migrate` does."""
    try:
        return [PurePosixPath(name).name for name in _missing(con)]
    except duckdb.CatalogException as error:
        raise MigrationError("this file is no warehouse of hasila's; set another HASILA_HOME") from error


def _missing(con: duckdb.DuckDBPyConnection) -> list[str]:
    names = names_in("schema")
    done: dict[str, str] = dict(con.execute(statement("schema_state/migrations")).fetchall())
    _refuse_foreign(names, done)
    return [name for name in names if PurePosixPath(name).name not in done]


def _refuse_foreign(names: list[str], done: dict[str, str]) -> None:
    known = {PurePosixPath(name).name: _digest(name) for name in names}
    for name, digest in done.items():
        if name not in known:
            raise MigrationError(f"migration {name} of this file is unknown here; update hasila")
        if known[name] != digest:
            raise MigrationError(f"migration {name} ran here in another wording; make a new warehouse")


def _apply(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute("begin transaction")
    try:
        con.execute(statement(name))
        con.execute(statement("schema_state/record_migration"), [PurePosixPath(name).name, _digest(name)])
        con.execute("commit")
    except duckdb.Error as error:
        con.execute("rollback")
        raise MigrationError(f"migration {PurePosixPath(name).name} failed: {str(error).splitlines()[0]}") from error


def _digest(name: str) -> str:
    return hashlib.sha256(statement(name).encode()).hexdigest()
