"""Rows of another data set and incidents of ours: which are one happening, as cases in compared.toml."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from warehouse.compare_match import match_rows
from warehouse.compare_rows import Bounds, Theirs

CASES = tomllib.loads((Path(__file__).parent / "compared.toml").read_text(encoding="utf-8"))["case"]
NORTH, KM_PER_DEGREE = 35.9, 111.2


def day(number):
    return dt.date(2016, 7, int(number))


def theirs(line, words, near):
    name, days, place, killed = words.split()
    first, _, last = days.partition("..")
    return Theirs(
        row_id=name,
        line=line,
        country="SY",
        governorate="SY07",
        place=place,
        start=day(first),
        end=day(last or first),
        killed=Bounds(int(killed), int(killed), int(killed)),
        place_keys=() if place == "-" else (place,),
        latitude=NORTH if near is not None else None,
        longitude=36.7 if near is not None else None,
    )


def ours(words, near):
    name, number, place, killed, *circumstance = words.split()
    return {
        "incident_id": name, "country_code": "SY", "governorate_code": "SY07", "event_date": day(number),
        "date_precision": "day", "place": place, "place_key": place, "place_keys": [], "place_precision": 1,
        "admin2_code": None, "latitude": None if near is None else NORTH + near / KM_PER_DEGREE,
        "longitude": None if near is None else 36.7, "circumstance": circumstance[0] if circumstance else "struck",
        "actor": ["unknown"], "weapon": "unknown", "target": None, "killed_low": int(killed),
        "killed_best": int(killed), "killed_high": int(killed), "injured_best": None, "killed_civilian": 0,
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
@pytest.mark.parametrize("turned", [False, True], ids=["as told", "the other way round"])
def test_rows_meet_the_incidents_that_they_are(case, turned):
    near = case.get("near")
    rows = [theirs(line, words, near) for line, words in enumerate(case["theirs"], 2)]
    incidents = [ours(words, near) for words in case["ours"]]
    matching = match_rows(rows[::-1] if turned else rows, incidents[::-1] if turned else incidents)
    found = sorted(f"{' '.join(match.theirs)} = {' '.join(match.ours)}" for match in matching.matches)
    assert found == sorted(case["both"])
    hinted = [f"{name} = {' '.join(ids)}" for (side, name), ids in matching.perhaps.items() if side == "theirs"]
    assert hinted == case.get("perhaps", [])
