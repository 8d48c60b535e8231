"""The keys under which the names of one place meet."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractors.gazetteer import build_gazetteer, load_gazetteer, read_rows
from extractors.gazetteer.rows import COLUMNS, Row
from extractors.place_keys import find_place_key
from extractors.scoring import fold_place

CASES = tomllib.loads((Path(__file__).parent / "cases" / "place_keys.toml").read_text(encoding="utf-8"))


def key_of(name: str, governorate: str) -> str:
    return find_place_key(load_gazetteer(), name, "SY", governorate or None).key


@pytest.mark.parametrize("case", CASES["meets"], ids=lambda case: str(case["why"]))
def test_names_of_one_place_meet(case: dict[str, Any]) -> None:
    assert len({key_of(name, case["governorate"]) for name in case["names"]}) == 1


@pytest.mark.parametrize("case", CASES["apart"], ids=lambda case: str(case["why"]))
def test_a_name_that_may_be_another_stays_itself(case: dict[str, Any]) -> None:
    found = find_place_key(load_gazetteer(), case["name"], "SY", case["governorate"])
    assert (found.key, found.place_id) == (case["key"], case.get("place_id"))


def test_names_of_the_list_meet_and_its_places_stay_apart() -> None:
    met = told = 0
    keys: dict[tuple[str, str], set[str]] = {}
    for row in read_rows("places_sy"):
        code = row["governorate"]
        main = find_place_key(load_gazetteer(), row["name"], "SY", code)
        keys.setdefault((code, main.key), set()).add(row["name"])
        for alias in row.names("aliases"):
            told += 1
            met += key_of(alias, code) == main.key
    assert met / told > 0.99
    # A town and its camp have one key, as has a name with and without its article: texts seldom keep them apart.
    assert [names for names in keys.values() if len(set(map(fold_place, names))) > 1] == []


def test_what_only_articles_tell_has_a_key_and_is_in_no_list() -> None:
    cells = ("تل شلعونة", "SY", "SY07", "", "village", "", "learnt", "SY07:x")
    gazetteer = build_gazetteer([Row("core.learnt_place", 1, dict(zip(COLUMNS["places_local"], cells, strict=True)))])
    found = find_place_key(gazetteer, "تلشلعونة", "SY", "SY07")
    assert (found.key, found.place_id) == ("تل شلعونه", None)
