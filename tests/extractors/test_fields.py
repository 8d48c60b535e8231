"""What an event says beside count, place and day: its period, its people's side, corrections, and on what basis."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from extractors.casualties import extract
from extractors.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases/fields.toml").read_text(encoding="utf-8"))["case"]
DAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_event_tells_its_fields(case):
    events = extract(Article("case", case["text"], case.get("title"), DAY))
    event = events[0 if case.get("first") else -1].to_json()
    told = {key: "" if event[key] is None else event[key] for key in case["wants"]}
    assert told == case["wants"]


def test_the_frame_of_a_roundup_infers_the_day():
    text = "قُتل ثلاثة مدنيين أمس الاثنين بغارة على بلدة حاس.\nوقُتل رجل بلغم في بلدة نصيب بريف درعا."
    first, second = extract(Article("case", text, None, DAY))
    assert (first.date_basis, second.date_basis) == ("stated", "inferred")
    assert first.date == second.date == dt.date(2024, 5, 13)
