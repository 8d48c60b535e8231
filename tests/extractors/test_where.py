"""Where the events of whole short articles lie: governorate, then place and further places, then the precision."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from extractors.casualties import extract
from extractors.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases/places_told.toml").read_text(encoding="utf-8"))["case"]


def where(event):
    names = ", ".join([event.place or "-", *event.places])
    return f"{event.governorate or '-'}: {names} ({event.place_precision})"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_events_lie_where_the_article_tells(case):
    country = case.get("country", "SY")
    article = Article("told", case["text"], case.get("title"), dt.date(2020, 3, 11), country=country)
    assert [where(event) for event in extract(article)] == case["events"]
