from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse import migrate as migrations
from warehouse.connection import open_writer
from warehouse.errors import MigrationError
from warehouse.migrate import migrate
from warehouse.statements import names_in, statement


def test_migrations_run_once(path: Path) -> None:
    con = open_writer(path)
    assert len(migrate(con)) == len(names_in("schema"))
    assert migrate(con) == []


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [int(name.removeprefix("schema/")[:4]) for name in names_in("schema")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_reworded_migration_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update meta.migration set digest = 'other' where name like '0001%'")
    with pytest.raises(MigrationError, match="0001"):
        migrate(con)


def test_a_newer_files_migrations_are_refused(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into meta.migration values ('9999_from_the_future', 'x')")
    with pytest.raises(MigrationError, match="update hasila"):
        migrate(con)


def test_a_failed_migration_leaves_nothing(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"schema/9998_bad": "create table core.half as select 1 / 'x'::integer"}
    monkeypatch.setattr(migrations, "names_in", lambda folder: [*names_in(folder), "schema/9998_bad"])
    monkeypatch.setattr(migrations, "statement", lambda name: texts.get(name) or statement(name))
    with pytest.raises(MigrationError, match="9998_bad"):
        migrate(con)
    assert con.execute("select count(*) from duckdb_tables() where table_name = 'half'").fetchone() == (0,)
    assert con.execute("select count(*) from meta.migration where name like '9998%'").fetchone() == (0,)


def test_big_tables_have_no_keys_or_indexes(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select count(*) from duckdb_indexes()").fetchone() == (0,)
    kinds = con.execute("select distinct constraint_type from duckdb_constraints()").fetchall()
    assert kinds == [("NOT NULL",)]
