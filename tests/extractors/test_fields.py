"""What an event says beside count, place and day: its period, its people's side, corrections, and on what basis."""

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest

from extractors.casualties import extract
from extractors.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases/fields.toml").read_text(encoding="utf-8"))["case"]
DAY = dt.date(2024, 5, 14)
GOLD = Path(__file__).parents[1] / "gold"


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


def test_most_syrian_places_of_the_gold_have_a_district():
    files = [(GOLD / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("dev", "own", "manners")]
    lines = [json.loads(line) for file in files for line in file.splitlines()]
    articles = (Article(a["id"], a["text"], a.get("title"), dt.date.fromisoformat(a["published"])) for a in lines)
    placed = [e for a in articles for e in extract(a) if e.place and e.country == "SY" and e.governorate]
    assert len(placed) > 200
    assert sum(e.admin2 is not None for e in placed) / len(placed) >= 0.8
    assert sum(e.admin3 is not None for e in placed) / len(placed) >= 0.4
    assert all(e.admin2 == e.admin3[:6] for e in placed if e.admin3)
