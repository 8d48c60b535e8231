from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.pages import Page, pages
from flows.documents import Document
from flows.layouts import LayoutBook, host_of, is_verified
from flows.past import fill_range
from flows.reading import Job, Reading, read_document
from flows.sources.choose import Order

NOW = dt.datetime(2024, 3, 6, tzinfo=dt.UTC)
OUTLET = 4


def story_pages(count: int, *, redesigned: bool = False, seed: int = 5) -> list[Page]:
    made = pages(count * 12, seed=seed, redesign=0 if redesigned else None)
    return [page for page in made if page.outlet == OUTLET][:count]


def read(found: Iterable[Page], book: LayoutBook) -> list[Reading]:
    job = Job("run", NOW, Path(), book.layouts)
    documents = [Document(where=page.url, source="html", url=page.url, html=page.html) for page in found]
    return [*book.watch(reading for document in documents for reading in read_document(document, job))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "layouts.json"


def test_a_run_teaches_the_next_one(path: Path) -> None:
    book = LayoutBook(path)
    assert {reading.layout for reading in read(story_pages(12), book)} == {""}
    assert book.learn(None) == 1
    plain = read(story_pages(30, seed=6), LayoutBook(None))
    quick = read(story_pages(30, seed=6), LayoutBook(path))
    assert {reading.layout for reading in quick} == {"used"}
    assert [reading.batch for reading in quick] == [reading.batch for reading in plain]


def test_a_redesign_is_seen_and_learnt_anew(path: Path) -> None:
    book = LayoutBook(path)
    read(story_pages(12), book)
    book.learn(None)
    known = dict(book.layouts)
    changed = read(story_pages(12, redesigned=True), book)
    assert {reading.layout for reading in changed} <= {"odd", "drifted"}
    assert [r.article and r.article.text for r in changed] == [
        r.article and r.article.text for r in read(story_pages(12, redesigned=True), LayoutBook(None))
    ]
    assert book.learn(None) == 1
    assert dict(LayoutBook(path).layouts) != known
    again = read(story_pages(20, redesigned=True, seed=7), LayoutBook(path))
    assert {reading.layout for reading in again} == {"used"}


def test_a_layout_that_gives_another_text_is_forgotten(path: Path) -> None:
    book = LayoutBook(path)
    read(story_pages(12), book)
    book.learn(None)
    told = json.loads(path.read_text(encoding="utf-8"))
    for layout in told.values():
        layout["kept"], layout["dropped"] = [*layout["kept"], *layout["dropped"]], []
    path.write_text(json.dumps(told), encoding="utf-8")
    book = LayoutBook(path)
    verified = [page for page in story_pages(400, seed=8) if is_verified(page.url)]
    readings = read(verified, book)
    assert "drifted" in {reading.layout for reading in readings}
    assert [r.batch for r in readings] == [r.batch for r in read(verified, LayoutBook(None))]
    known = book.layouts[host_of(verified[0].url)]
    book.learn(None)
    assert LayoutBook(path).layouts.get(host_of(verified[0].url)) != known


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a.example": {"box": "p"}}', '{"a.example": 3}'])
def test_a_file_that_is_not_ours_to_read_teaches_nothing(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    assert LayoutBook(path).layouts == {}


def fill_from_pages(home: Path, found: Iterable[Page], load_chunk: int) -> list[tuple[Any, ...]]:
    """What a backfill of a folder of these pages loads, in chunks of so many articles."""
    folder = home / "pages"
    folder.mkdir(parents=True)
    for number, page in enumerate(found):
        (folder / f"{number:03}.html").write_text(page.html, encoding="utf-8")
    (home / "settings.toml").write_text(f"load_chunk = {load_chunk}\nextract_chunk = {load_chunk}\nworkers = 1\n")
    days = [dt.date(2024, 3, day) for day in (1, 31)]
    fill_range(Order(*days, "html", str(folder), "one"), str(home))
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        return con.execute("""
            select text, count(event_id) from core.article_version
            left join core.casualty_event using (version_id) group by version_id, text order by all
        """).fetchall()


def test_the_first_pages_of_a_backfill_teach_the_rest(tmp_path: Path) -> None:
    found = story_pages(40)
    plain = fill_from_pages(tmp_path / "plain", found, 1000)
    taught = fill_from_pages(tmp_path / "taught", found, 15)
    assert LayoutBook(tmp_path / "taught/layouts.json").layouts.keys() == {host_of(found[0].url)}
    assert len(plain) > 30
    assert taught == plain
