"""The scorer against figures that the annotators' reference scorer printed for the same predictions."""

import json
import tomllib
from itertools import count
from pathlib import Path

import pytest

from extractors.scoring import LEVELS, Score, fold_place, judge_article, list_facts, reach

HERE = Path(__file__).parent
GOLD = [json.loads(line) for line in (HERE.parent / "gold/dev.jsonl").read_text(encoding="utf-8").splitlines()]
CASES = tomllib.loads((HERE / "cases/scoring/cases.toml").read_text(encoding="utf-8"))


def spoil(events, numbers):
    """Predictions that err in every way that the scorer tells apart, in a fixed rhythm."""
    for number, event in zip(numbers, events, strict=False):
        got = json.loads(json.dumps(event))
        if number % 7 == 0:
            continue
        changes = {
            2: {"governorate": "SY02"},
            3: {"date": None},
            5: {"weapon": "ied", "place": None},
            11: {"scope": "aggregate", "victims": []},
            13: {"killed": [5, 5]},
            17: {"actor": ["russia"]},
        }
        for rhythm, change in changes.items():
            if number % rhythm == 1:
                got |= change
        yield got
        if number % 19 == 0:
            yield got | {"injured": [7, None]}


def predictions(kind):
    numbers = count()
    for article in GOLD:
        events = {"same": article["events"], "none": [], "spoilt": list(spoil(article["events"], numbers))}
        yield article, events[kind]


@pytest.mark.parametrize("kind", CASES["reference"])
def test_figures_equal_the_reference_scorers(kind):
    total = sum((judge_article(a["events"], events).score for a, events in predictions(kind)), Score())
    expected = CASES["reference"][kind]
    assert {
        "facts": [total.gold, total.predicted],
        "precision": [round(total.precision(n), 3) for n in range(len(LEVELS))],
        "recall": [round(total.recall(n), 3) for n in range(len(LEVELS))],
        "placed": total.placed,
        "weapon_actor_victims": [total.to_json()[key] for key in ("weapon", "actor", "victims_f1")],
        "people": [total.people_off, total.people],
        "clean": [total.clean, total.negatives],
    } == expected


@pytest.mark.parametrize("case", CASES["reach"], ids=lambda case: case["why"])
def test_level_that_a_pair_reaches(case):
    base = {"killed": [3, 3], "governorate": "SY07", "date": "2024-01-05", "place": "سرمين"}
    (gold,) = list_facts([base | case.get("gold", {})])
    (got,) = list_facts([base | case.get("got", {})])
    assert reach(gold, got) == case["level"]


@pytest.mark.parametrize(("name", "folded"), CASES["fold"].items())
def test_place_names_fold(name, folded):
    assert fold_place(name) == folded


def test_missed_and_invented_facts_are_listed():
    gold = [{"killed": [3, 3], "governorate": "SY07", "date": "2024-01-05"}]
    verdict = judge_article(gold, [{"killed": [4, 4], "governorate": "SY07", "date": "2024-01-05"}])
    assert [str(fact) for fact in verdict.missed] == ["killed 3 3 incident SY07 2024-01-05"]
    assert [str(fact) for fact in verdict.invented] == ["killed 4 4 incident SY07 2024-01-05"]


def test_an_optional_event_neither_rewards_nor_punishes():
    gold = [{"missing": [3, None], "optional": True}]
    for events in ([], [{"missing": [3, None]}]):
        score = judge_article(gold, events).score
        assert (score.gold, score.predicted, score.right) == (0, 0, [0, 0, 0, 0])
