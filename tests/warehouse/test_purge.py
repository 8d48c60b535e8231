"""The purge: words go, figures stay, and the file gives its space back."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.rows import article, instant, merge
from warehouse.connection import open_reader, open_writer
from warehouse.errors import WarehouseLocked
from warehouse.migrate import pending
from warehouse.purge import Purged, compact, purge_texts
from warehouse.store import store_run

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ARTICLES = [
    {"id": "old", "at": "2 12:00", "day": 2, "place": "kafr", "killed": "6"},
    {"id": "new", "at": "20 12:00", "day": 20, "place": "kafr", "killed": "8"},
]
ENTRIES = [
    {"entry_id": spec["id"], "feed_id": "f", "title": "t", "summary": "s", "seen_at": instant(str(spec["at"]))}
    for spec in ARTICLES
]


def texts(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute("select article_id, title, text from core.article_version order by 1").fetchall()


def figures(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute("from mart.daily_governorate_casualties order by all").fetchall()


@pytest.fixture
def filled(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    store_run(con, merge(*map(article, ARTICLES), {"raw.feed_entry": ENTRIES}), recorded_at=NOW)
    return con


def test_old_words_go_and_every_figure_stays(filled: duckdb.DuckDBPyConnection) -> None:
    before = figures(filled)
    assert purge_texts(filled, instant("10 00:00")) == Purged(1, 1)
    assert texts(filled) == [("new", "t", "x"), ("old", None, None)]
    assert filled.execute("select entry_id from raw.feed_entry where summary is null").fetchall() == [("old",)]
    assert filled.execute("select text_length from core.article_version").fetchall() == [(1,), (1,)]
    assert figures(filled) == before
    assert purge_texts(filled, instant("10 00:00")) == Purged(0, 0)


def test_a_purged_article_that_comes_again_stays_purged(filled: duckdb.DuckDBPyConnection) -> None:
    purge_texts(filled, instant("10 00:00"))
    result = store_run(filled, article(ARTICLES[0]), recorded_at=NOW + dt.timedelta(days=1))
    assert (result.added, result.updated) == (0, 0)
    assert texts(filled)[1] == ("old", None, None)


def test_compacting_frees_the_space_and_keeps_all_else(empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "it's.duckdb"
    shutil.copyfile(empty, path)
    con = open_writer(path)
    con.execute("create table core.bulk as select hash(i) as a, hash(i, 1) as b from range(1000000) as t(i)")
    con.execute("checkpoint")
    con.execute("drop table core.bulk")
    con.close()
    before, after = compact(path)
    assert after < before / 2
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    reader = open_reader(path)
    assert pending(reader) == []
    comments = "select count(comment) from duckdb_columns() where schema_name = 'mart'"
    assert reader.execute(comments).fetchall()[0][0] > 100
    assert reader.execute("from mart.evidence('none')").fetchall() == []
    assert reader.execute("select tags['storage_version'] from duckdb_databases() where not internal").fetchall() == [
        ("v1.5.0+",)
    ]
    reader.close()
    con = open_writer(path)
    store_run(con, article(ARTICLES[0]), recorded_at=NOW)
    con.close()


def test_a_file_that_somebody_writes_to_is_not_compacted(path: Path) -> None:
    import subprocess
    import sys

    open_writer(path).close()
    code = (
        "import sys\nfrom warehouse.connection import open_writer\ncon = open_writer(sys.argv[1])\n"
        "print('held', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(WarehouseLocked):
            compact(path, wait_seconds=0)
        holder.communicate()
