"""The backfill and the re-extraction: only the range, nothing twice, the old kept as superseded."""

import datetime as dt
import json

import pytest

from flows import recoding
from flows.backfill import backfill
from flows.errors import UserError
from flows.past import fill_range, ingest_file
from flows.recoding import Recoding, recode_range
from flows.reextract import reextract
from flows.settings import load_settings
from flows.sources.choose import Order
from warehouse.query import read_query

DAYS = [dt.date(2024, 1, day) for day in (30, 31)] + [dt.date(2024, 2, day) for day in (1, 2)]
NUMBERS = ("ثلاثة", "أربعة", "خمسة", "ستة")


@pytest.fixture
def path(tmp_path):
    """Four articles, one a day."""
    articles = [
        {
            "id": number,
            "published": day.isoformat(),
            "outlet": "one",
            "text": f"قتل {word} مدنيين في قصف مدفعي على مدينة سرمين بريف إدلب اليوم، وفق الدفاع المدني السوري.",
        }
        for number, (day, word) in enumerate(zip(DAYS, NUMBERS, strict=True))
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(article, ensure_ascii=False) for article in articles), encoding="utf-8")
    return path


def killed(home):
    query = """
        select event_date, killed_best from mart.daily_governorate_casualties
        where incident_count > 0 order by event_date
    """
    return read_query(load_settings(home).warehouse_path, query).rows


def test_only_the_days_of_the_range_are_loaded_and_none_twice(path, tmp_path):
    first = backfill.fn(DAYS[1], DAYS[2], "jsonl", str(path), home=str(tmp_path))
    assert (first.articles, first.new_versions, first.events) == (2, 2, 2)
    assert killed(tmp_path) == [(DAYS[1], 4), (DAYS[2], 5)]
    again = backfill.fn(DAYS[1], DAYS[2], "jsonl", str(path), home=str(tmp_path))
    assert (again.articles, again.days, again.rows_added, again.rows_updated) == (0, 0, 0, 0)
    rest = backfill.fn(DAYS[0], DAYS[3], "jsonl", str(path), home=str(tmp_path))
    assert (rest.articles, rest.new_versions) == (2, 2)
    assert killed(tmp_path) == list(zip(DAYS, (3, 4, 5, 6), strict=True))


def test_order_of_loading_does_not_matter(path, tmp_path):
    ingest_file(load_settings(tmp_path / "at-once"), path)
    for day in reversed(DAYS):
        fill_range(Order(day, day, path=str(path)), str(tmp_path / "backwards"))
    assert killed(tmp_path / "at-once") == killed(tmp_path / "backwards") != []


def test_loads_of_any_size_come_to_the_same(path, tmp_path):
    summary = ingest_file(load_settings(tmp_path, {"HASILA_LOAD_CHUNK": "1"}), path)
    assert (summary.articles, summary.new_versions) == (4, 4)
    assert len(killed(tmp_path)) == 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((DAYS[1], DAYS[0], "jsonl", "x"), "after its end"),
        ((DAYS[0], DAYS[1], "nowhere", "x"), "there is no source 'nowhere'"),
        ((DAYS[0], DAYS[1], "jsonl", None), "name them with --path"),
        ((DAYS[0], DAYS[1], "jsonl", "/none.jsonl"), "/none.jsonl: cannot be read"),
    ],
)
def test_a_backfill_that_cannot_be_is_refused(arguments, says, tmp_path):
    with pytest.raises(UserError, match=says):
        backfill.fn(*arguments, home=str(tmp_path))


def test_a_newer_coder_supersedes_what_an_older_one_said(path, tmp_path, monkeypatch):
    ingest_file(load_settings(tmp_path), path)
    assert reextract.fn(home=str(tmp_path)).articles == 0
    everything = reextract.fn(everything=True, home=str(tmp_path))
    assert (everything.articles, everything.rows_added, everything.rows_updated) == (4, 0, 0)

    extract = recoding.extract
    monkeypatch.setattr(recoding, "extract", lambda article: extract(article) if article.published != DAYS[0] else [])
    monkeypatch.setattr(recoding, "coder_version", lambda: "coder 2")
    newer = recode_range(Recoding(DAYS[0], DAYS[2]), str(tmp_path))
    assert (newer.articles, newer.events) == (3, 2)
    assert killed(tmp_path) == [(DAYS[1], 4), (DAYS[2], 5), (DAYS[3], 6)]
    gone = "select event_date, killed_low from core.casualty_event where superseded_at is not null"
    assert read_query(load_settings(tmp_path).warehouse_path, gone).rows == [(DAYS[0], 3)]
    # The text outside the range is still to be read by the newer coder; the others are not.
    assert recode_range(Recoding(), str(tmp_path)).articles == 1
