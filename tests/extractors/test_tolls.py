"""Tolls that are revised, rival, summed or split over places: all events of a text, with the fields at stake."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from extractors.casualties import extract
from extractors.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases/tolls.toml").read_text(encoding="utf-8"))["case"]
DAY = dt.date(2020, 3, 11)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_text_gives_its_tolls(case):
    events = [e.to_json() for e in extract(Article("case", case["text"], None, DAY, country=case.get("country", "SY")))]
    told = [
        {key: "" if event[key] is None else event[key] for key in wanted}
        for event, wanted in zip(events, case["events"], strict=False)
    ]
    assert (len(events), told) == (len(case["events"]), case["events"])
