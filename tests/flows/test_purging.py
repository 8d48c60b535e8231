"""After a purge nothing in the data folder holds the words that it forgot, wherever a run had left them."""

import datetime as dt
import gzip
import json
import os

import pytest

from flows.archive import ArchivedPage, list_pages, store_body
from flows.past import ingest_file
from flows.purging import purge
from flows.reporting import write_run_reports
from flows.settings import load_settings
from warehouse.query import read_query

NOW = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)
CAME = NOW - dt.timedelta(days=10)
WORD = "زعرورتان"
TEXTS = {
    "old": ("2013-02-01", f"قُتل ثلاثة أشخاص وأصيب خمسة في قصف مدفعي على مدينة إدلب عند {WORD}، بحسب الدفاع المدني."),
    "new": ("2024-05-20", "قُتل أربعة أشخاص وأصيب ستة في قصف مدفعي على مدينة سرمين صباحاً، بحسب الدفاع المدني."),
}


def address(name):
    return f"https://x.example/{name}"


def keep(settings, name, text):
    """A page in the archive, received ten days ago."""
    page = ArchivedPage(store_body(settings.archive_path, text.encode()), address(name), "x", None, CAME)
    list_pages(settings.archive_path, CAME.date(), [page])


@pytest.fixture
def settings(tmp_path):
    settings = load_settings(tmp_path / "home", {})
    lines = [
        json.dumps({"id": name, "url": address(name), "published": day, "text": text})
        for name, (day, text) in TEXTS.items()
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert ingest_file(settings, tmp_path / "articles.jsonl").articles == 2
    for name, (_, text) in TEXTS.items():
        keep(settings, name, text)
    write_run_reports(settings, NOW)
    return settings


def leave(path, words):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(words)
    os.utime(path, (CAME.timestamp(), CAME.timestamp()))


def holding(settings):
    """The files of the data folder that hold the word; databases are asked, for they keep texts packed."""
    found = []
    for path in settings.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            text = gzip.decompress(content) if path.suffix == ".gz" else content
            if WORD.encode() in text:
                found.append(path.relative_to(settings.home).as_posix())
    return found


def test_nothing_holds_the_words_any_more(settings):
    home, archive = settings.home, settings.archive_path
    words = WORD.encode()
    leave(home / ".warehouse.duckdb.4711", words)
    leave(home / ".write.duckdb.compact", words)
    leave(home / ".write.duckdb.compact.wal", words)
    leave(home / "write.duckdb.tmp" / "duckdb_temp_block-1.block", words)
    leave(home / "warehouse.duckdb.tmp" / "duckdb_temp_block-1.block", words)
    leave(home / "reports" / ".report-ar.html.part", words)
    leave(archive / "ab" / ".part-x1", words)
    leave(archive / "ab" / f"{'ab' * 32}.gz", gzip.compress(words))
    laid_aside = home / ".reextract-99999999-x"
    leave(laid_aside / "part.parquet", words)
    unentered = store_body(archive, b"of a run that is reading")
    os.utime(archive / unentered[:2] / f"{unentered}.gz", (NOW.timestamp(), NOW.timestamp()))
    assert len(holding(settings)) >= 10
    summary = purge(settings, 365, NOW)
    assert (summary.texts, summary.pages) == (1, 3)
    assert holding(settings) == []
    kept = sorted(path.name for path in archive.rglob("*.gz"))
    assert len(kept) == 2
    assert f"{unentered}.gz" in kept
    for path in (settings.write_path, settings.warehouse_path):
        assert read_query(path, "select count(text) from core.article_version").rows == [(1,)]
    assert {path.name for path in home.iterdir() if path.name.startswith((".", "w"))} == {
        "write.duckdb",
        "warehouse.duckdb",
    }
    again = purge(settings, 365, NOW)
    assert (again.texts, again.pages) == (0, 0)
