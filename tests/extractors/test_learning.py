"""What texts teach of places, and that a name once learnt goes on being taught and is flagged where it decides."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.casualties import extract
from extractors.finishing import LEARNT_PLACE
from extractors.gazetteer import LEARNT, Row, build_gazetteer, load_gazetteer
from extractors.gazetteer.rows import COLUMNS
from extractors.learning import learn
from extractors.places import use_gazetteer
from extractors.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases" / "lessons.toml").read_text(encoding="utf-8"))["case"]
CELLS = [
    ("أم الطيارات", "SY", "SY07", "", "village", "", LEARNT, "SY07:x"),
    ("زور الغامض", "SY", "SY05", "", "town", "", LEARNT, "SY05:y"),
]
ROWS = [Row("learnt", 1, dict(zip(COLUMNS["places_local"], cells, strict=True))) for cells in CELLS]


@pytest.fixture
def learnt() -> Iterator[None]:
    use_gazetteer(build_gazetteer(ROWS))
    yield
    use_gazetteer(load_gazetteer())


def read(text: str, title: str | None = None) -> Article:
    return Article("a", text, title, dt.date(2019, 5, 1), country="SY")


def taught(case: dict[str, Any]) -> list[str]:
    found = learn(read(case["text"], case.get("title")))
    return [f"{lesson.name} {lesson.governorate} {lesson.kind}" for lesson in found]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in CASES])
def test_a_text_teaches_what_it_says_itself(case: dict[str, Any]) -> None:
    assert taught(case) == case["taught"]


@pytest.mark.usefixtures("learnt")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in CASES])
def test_a_learnt_name_goes_on_being_taught(case: dict[str, Any]) -> None:
    assert taught(case) == case["taught"]


@pytest.mark.usefixtures("learnt")
@pytest.mark.parametrize(
    ("text", "governorate", "flagged"),
    [
        ("قُتل راع بانفجار لغم في قرية أم الطيارات.", "SY07", True),
        ("قُتل راع بانفجار لغم في قرية أم الطيارات بريف حماة.", "SY05", False),
        ("قُتل راع بانفجار لغم في بلدة كفرنبل.", "SY07", False),
    ],
)
def test_an_event_says_that_its_governorate_is_learnt(text: str, governorate: str, flagged: bool) -> None:
    (event,) = extract(read(text))
    assert (event.governorate, LEARNT_PLACE in event.notes) == (governorate, flagged)


def test_without_the_learnt_table_the_same_text_stays_open() -> None:
    (event,) = extract(read("قُتل راع بانفجار لغم في قرية أم الطيارات."))
    assert (event.governorate, event.notes) == (None, ())
