"""No text makes the coder raise or break what holds for every event; `python -m tests.fuzz` does more of it."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.casualties import extract
from extractors.explaining import explain
from extractors.records import Article
from tests.fuzz import find_faults, gold, make_article, try_article

CASES = tomllib.loads((Path(__file__).parent / "cases/bad_input.toml").read_text(encoding="utf-8"))["case"]
DAY = dt.date(2019, 3, 4)


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_spoilt_articles_and_thrown_words_break_no_rule(number):
    faults, _ = try_article(make_article(number))
    assert faults == []


@given(st.text(max_size=200), st.none() | st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_breaks_no_rule(text, title):
    faults, _ = try_article(Article("any", text, title, DAY))
    assert faults == []


@given(st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_whatever_can_be_read_can_be_explained(number):
    article = make_article(number)
    assert [told.event for told in explain(article).events] == extract(article)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_bad_input_gives_what_can_be_read(case):
    article = Article("bad", case["text"], case.get("title"), DAY)
    events = extract(article)
    assert [event.counts["killed"].low for event in events] == case["killed"]
    assert list(find_faults(article, events)) == []


@pytest.mark.parametrize("text", ["قتل" * 400_000, "٧" * 1_000_000, "(" * 200_000, "بينهم " * 50_000])
def test_very_much_of_one_thing_is_read_and_tells_of_nobody(text):
    # A cue in front of it keeps the whole text from being passed by.
    assert extract(Article("long", f"قُتل {text}", published=DAY)) == []


def test_without_a_day_of_publication_events_have_no_day_and_say_so():
    undated = [Article(str(number), text) for number, (_, text) in enumerate(gold())]
    told = [event for article in undated[:40] for event in extract(article)]
    assert len(told) > 100
    assert all(event.notes for event in told)
    assert {event.date_precision for event in told if event.date is None} <= {"none", "day", "night", "week", "month"}
