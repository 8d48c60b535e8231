"""An item that breaks our own code is named and left out, and costs no other, whichever way it comes."""

import datetime as dt

import pytest

from flows import coding, reading, recoding
from flows.asking import fill_from_sites
from flows.chunks import SILENT, ChunkLoader
from flows.coding import code_documents
from flows.feeds import load_feeds
from flows.fetching import Fetcher
from flows.filling import read_candidate
from flows.jsonl import read_documents, read_objects
from flows.past import fill_range, ingest_file
from flows.reading import Job
from flows.recoding import Recoding, recode_range
from flows.settings import load_settings
from flows.sources import pages
from flows.sources.base import Candidate
from flows.sources.choose import Order
from flows.sources.live import LiveSource
from flows.storing import start_run
from tests.flows.stories import line, page, tell
from tests.flows.test_archives import DAYS, checkpoints, outlet
from tests.flows.web import Site

SPOILT, SOUND = "كفرنبل", "سرمين"
NOW = dt.datetime(2024, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def breaking(monkeypatch):
    """A coder and a reader of pages that break on one town."""

    def watch(module, name, text_of):
        work = getattr(module, name)

        def broken(told, *more, **options):
            if SPOILT in text_of(told):
                raise RuntimeError("no such\ncase")
            return work(told, *more, **options)

        monkeypatch.setattr(module, name, broken)

    for module in (reading, coding, recoding):
        watch(module, "extract", lambda article: article.text)
    watch(pages, "find_page_day", lambda path: path.read_text(encoding="utf-8"))


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text("workers = 1\n")
    return tmp_path / "home"


def write_lines(path):
    told = zip((3, 4, 5), (SOUND, SPOILT, SOUND), DAYS, strict=True)
    path.write_bytes(b"".join(line(number, day, text=tell(number, town)) for number, town, day in told))
    return path


def write_pages(folder):
    folder.mkdir()
    for number, town, day in zip((3, 4, 5), (SOUND, SPOILT, SOUND), DAYS, strict=True):
        text = page(tell(number, town), day, f"https://one.example/{number}")
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    return folder


def fill(home, name, path):
    return fill_range(Order(DAYS[0], DAYS[-1], name, path=str(path), outlet="one"), str(home))


WAYS = {
    "ingest": lambda home, folder: ingest_file(load_settings(home), write_lines(folder / "a.jsonl")),
    "backfill of lines": lambda home, folder: fill(home, "jsonl", write_lines(folder / "a.jsonl")),
    "backfill of pages": lambda home, folder: fill(home, "html", write_pages(folder / "pages")),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_others_are_loaded(way, home, tmp_path):
    summary = WAYS[way](home, tmp_path)
    assert (summary.articles, summary.events, dict(summary.problems)) == (2, 2, {"crashed": 1})


def test_the_others_are_coded(tmp_path):
    documents = read_documents(read_objects(write_lines(tmp_path / "a.jsonl")), "extract", "Asia/Damascus")
    first, problem, last = code_documents(documents, 1)
    assert [answer["events"][0]["killed"] for answer in (first, last)] == [[3, 3], [5, 5]]
    assert (problem.name, problem.where) == ("crashed", f"{tmp_path}/a.jsonl:2")
    assert "RuntimeError in coding.py:" in problem.what
    assert ": no such case)" in problem.what


def test_a_text_that_breaks_a_newer_coder_keeps_what_was_read_of_it(home, tmp_path, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(reading, "extract", lambda article: [])
        before.setattr(reading, "coder_version", lambda: "an older coder")
        assert ingest_file(load_settings(home), write_lines(tmp_path / "a.jsonl")).events == 0
    summary = recode_range(Recoding(), str(home))
    assert (summary.events, dict(summary.problems)) == (2, {"crashed": 1})
    again = recode_range(Recoding(), str(home))
    assert (again.articles, again.events, dict(again.problems)) == (1, 0, {"crashed": 1})


def test_a_candidate_that_breaks_its_source(tmp_path):
    def read(candidate):
        raise KeyError("id")

    (told,) = read_candidate(Candidate(DAYS[0], "file:7", b""), read, Job("run", NOW, tmp_path))
    assert (told.problem.name, told.problem.where) == ("crashed", "file:7")


def test_a_listing_that_breaks_its_source_fails_its_day(tmp_path):
    class Broken(LiveSource):
        name, interval, place = "sitemap", 0.0, "https://one.example/map.xml"

        def __init__(self, feed):
            self.feed = feed

        def list_day(self, day, asker, resume_key=None):
            raise IndexError("list index out of range")
            yield

    with outlet(tmp_path / "home", Site()) as home:
        settings = load_settings(home)
        order = Order(DAYS[0], DAYS[1], outlet="one")
        with ChunkLoader(settings, start_run("backfill"), SILENT) as loader, Fetcher(settings) as door:
            fill_from_sites(loader, [Broken(*load_feeds(settings.feeds_path))], order, door, lambda: NOW)
        assert [row[1] for row in checkpoints(home)] == ["failed", "failed"]
        assert "IndexError" in loader.summary.failed_days[0]
