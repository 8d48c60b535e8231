"""Telegram exports: which posts they hold, whose they are, and what of them is counted."""

import datetime as dt
import gzip
import json
import tomllib
import tracemalloc
from pathlib import Path

import duckdb
import pytest

from flows.documents import Document
from flows.errors import UserError
from flows.past import fill_range
from flows.sources import telegram_file
from flows.sources.choose import Order
from flows.sources.telegram import TelegramExport

CASES = tomllib.loads((Path(__file__).parent / "cases/telegram.toml").read_text(encoding="utf-8"))
DAMASCUS = "Asia/Damascus"
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 1, 31)
TOLD = (
    "قتل {} مدنيين وأصيب 12 آخرون في قصف مدفعي على مدينة سرمين بريف إدلب اليوم، "
    "بينهم أطفال كانوا في طريقهم إلى المدرسة."
)


def export(path, messages, name="منبر البلدة", number=77, **how):
    """A file as the desktop client writes it, with a blank at the beginning of lines."""
    whole = {"name": name, "type": "public_channel", "id": number, "messages": messages}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1, **how), encoding="utf-8")
    return path


def post(number, text, day=5, **more):
    at = dt.datetime(2024, 1, day, 10, tzinfo=dt.UTC)
    stamps = {"date": f"{at:%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(at.timestamp()))}
    return {"id": number, "type": "message", **stamps, "from": "x", "from_id": "channel77", "text": text, **more}


def read_all(path, outlet=""):
    source, problems = TelegramExport(path, outlet, DAMASCUS), []
    offers = source.offer(FIRST, LAST, problems.append)
    days = [offer.day for offer in offers]
    found = [one for candidate in source.list_candidates(days) for one in source.read(candidate)]
    assert all(isinstance(one, Document) for one in found)
    assert sum(offer.size for offer in offers) == len(found)
    return found, problems


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_a_file_that_is_none_is_refused_in_one_line(case, tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    with pytest.raises(UserError) as error:
        TelegramExport(path, "", DAMASCUS).offer(FIRST, LAST, print)
    assert str(error.value).startswith(f"{path}: ")
    assert case["says"] in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("step", [1 << 20, 7])
@pytest.mark.parametrize("case", CASES["post"], ids=lambda case: case["why"])
def test_posts_are_read(case, step, tmp_path, monkeypatch):
    # However the file falls into pieces, it says the same; seven bytes cut every letter and every mark.
    monkeypatch.setattr(telegram_file, "STEP", step)
    found, problems = read_all(export(tmp_path / "result.json", case["messages"]))
    read = [
        {
            "url": one.url,
            "text": one.text,
            "outlet": one.outlet,
            "at": one.published_at.isoformat(),
            **({"edited": one.updated_at.isoformat()} if one.updated_at else {}),
        }
        for one in found
    ]
    assert read == case["reads"]
    assert [problem.name for problem in problems] == case.get("problems", [])


@pytest.mark.parametrize("form", ["compact", "gzip", "ascii"])
def test_a_file_says_the_same_however_it_is_written(form, tmp_path):
    messages = [post(number, TOLD.format(number), day=number) for number in range(1, 10)]
    plain = read_all(export(tmp_path / "result.json", messages))[0]
    path = tmp_path / form
    export(path, messages, **({"separators": (",", ":")} if form == "compact" else {}))
    if form == "ascii":
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="ascii")
    if form == "gzip":
        path.write_bytes(gzip.compress(path.read_bytes()))
    again = read_all(path)[0]
    assert [(one.url, one.text, one.published) for one in again] == [
        (one.url, one.text, one.published) for one in plain
    ]
    assert len(plain) == 9


def test_a_long_file_is_read_in_little_memory(tmp_path):
    path = tmp_path / "result.json"
    line = json.dumps(post(1, "كلام " * 440), ensure_ascii=False)
    with path.open("w", encoding="utf-8") as out:
        out.write('{"name": "a", "type": "public_channel", "id": 1, "messages": [\n')
        out.write(",\n".join(line for _ in range(6000)))
        out.write("\n]}")
    assert path.stat().st_size > 24e6
    tracemalloc.start()
    try:
        (offer,) = TelegramExport(path, "", DAMASCUS).offer(FIRST, LAST, print)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert offer.size == 6000
    assert peak < 16e6


@pytest.fixture
def fill(tmp_path):
    """Runs a backfill of a file, and asks what came of it."""
    home = tmp_path / "home"

    def fill(path, outlet=None):
        return fill_range(Order(FIRST, LAST, "telegram", str(path), outlet), str(home))

    def ask(sql):
        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
            return con.execute(sql).fetchall()

    fill.ask = ask
    return fill


def test_an_edit_is_a_version_and_a_second_run_adds_nothing(fill, tmp_path):
    one = export(tmp_path / "one.json", [post(3, TOLD.format(5)), post(4, "صباح الخير يا أهل البلدة", day=6)])
    first = fill(one)
    assert (first.articles, first.events, first.failed_days) == (2, 1, [])
    assert fill.ask("select outlet_id, name from core.outlet where outlet_id like 'منبر%'") == [
        ("منبر-البلدة", "منبر البلدة")
    ]
    second = fill(one)
    assert (second.articles, second.rows_added, second.rows_updated) == (0, 0, 0)
    edited = post(3, TOLD.format(7), edited_unixtime="1704459600")
    export(one, [edited, post(4, "صباح الخير يا أهل البلدة", day=6)])
    third = fill(one)
    assert (third.articles, third.new_versions) == (1, 1)
    versions = fill.ask("select known_at, replaced_at from core.article_version where text like 'قتل%' order by 1")
    assert versions == [
        (dt.datetime(2024, 1, 5, 10), dt.datetime(2024, 1, 5, 13)),  # noqa: DTZ001
        (dt.datetime(2024, 1, 5, 13), None),  # noqa: DTZ001
    ]
    assert fill.ask("select killed_best, sources from mart.incident") == [(7, ["منبر-البلدة"])]


def test_a_forwarded_post_is_no_second_source(fill, tmp_path):
    own = export(tmp_path / "own.json", [post(3, TOLD.format(5))])
    copy = post(9, TOLD.format(5), forwarded_from="منبر البلدة", forwarded_from_id="channel77")
    other = export(tmp_path / "other.json", [copy], name="صوت الوادي", number=88)
    fill(other)
    fill(own)
    assert fill.ask("select source_count, article_count, sources, killed_best from mart.incident") == [
        (1, 2, ["منبر-البلدة"], 5)
    ]


def test_posts_may_be_given_to_an_outlet_of_the_registry(fill, tmp_path):
    fill(export(tmp_path / "own.json", [post(3, TOLD.format(5))]), "enab")
    assert fill.ask("select outlet_id from core.article") == [("enab",)]
