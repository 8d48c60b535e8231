"""Every annotation of the gold files against its own text and against the codebook's closed lists."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SENTENCES = HERE.parent / "extractors/cases/sentences.jsonl"
OUTCOMES = ("killed", "injured", "missing", "detained", "casualties")
GROUPS = {
    "civilian",
    "child",
    "woman",
    "man",
    "elderly",
    "combatant",
    "medic",
    "rescuer",
    "journalist",
    "aid_worker",
    "displaced",
    "detainee",
    "student",
}
ACTORS = {
    "government",
    "russia",
    "opposition",
    "hts",
    "isis",
    "sdf",
    "turkey",
    "coalition",
    "israel",
    "iran_militia",
    "houthi",
    "rsf",
    "arab_coalition",
    "other",
    "unknown",
}
WEAPONS = {
    "airstrike",
    "barrel_bomb",
    "artillery",
    "rocket",
    "mortar",
    "missile",
    "drone",
    "cluster",
    "chemical",
    "ied",
    "car_bomb",
    "suicide_bomb",
    "landmine",
    "small_arms",
    "clash",
    "execution",
    "torture",
    "other",
    "unknown",
}


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ARTICLES = [
    article
    for name in ("dev", "own", "manners", "held_back", "no_events", "duplicates")
    for article in read(HERE / f"{name}.jsonl")
]
EVENTS = [pytest.param(a, e, id=f"{a['id']}-{n}") for a in ARTICLES for n, e in enumerate(a["events"])]


def is_count(pair):
    low, high = pair
    return low >= 1 and (high is None or high >= low)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a["id"])
def test_spans_begin_with_the_words_of_their_evidence(article):
    dt.date.fromisoformat(article["published"])
    for part in [*article["events"], *article.get("non_events", [])]:
        start, end = part["span"]
        assert " ".join(article["text"][start:end].split()[:7]) == part["evidence"]
        for low, high in part.get("mentions", []):
            assert 0 <= low < high <= len(article["text"])


@pytest.mark.parametrize(("article", "event"), EVENTS)
def test_an_event_keeps_to_the_closed_lists(article, event):
    assert set(event["actor"]) <= ACTORS
    assert event["weapon"] in WEAPONS
    assert event["scope"] in {"incident", "aggregate", "cumulative"}
    assert re.fullmatch(r"SY(0[1-9]|1[0-4])|[A-Z]{2}-[A-Z0-9]{1,3}", event["governorate"] or "SY01")
    assert event["country"] == (event["governorate"] or event["country"])[:2]
    assert event["place"] or not event["places"]


@pytest.mark.parametrize(("article", "event"), EVENTS)
def test_an_event_counts_people_and_its_groups_are_parts_of_them(article, event):
    told = {outcome: event[outcome] for outcome in OUTCOMES if event[outcome] is not None}
    assert told
    assert all(is_count(pair) for pair in told.values())
    for part in event["victims"]:
        assert part["group"] in GROUPS
        assert is_count(part["count"])
        assert part["count"][0] <= (told[part["outcome"]][1] or part["count"][0])


@pytest.mark.parametrize(("article", "event"), EVENTS)
def test_an_event_is_no_younger_than_its_article_and_a_running_toll_has_no_day(article, event):
    assert event["date"] is None or event["date"] <= article["published"]
    assert event["scope"] != "cumulative" or event["date"] is None


def test_no_article_without_events_has_one():
    assert not any(article["events"] for article in read(HERE / "no_events.jsonl"))


def test_ids_are_unique_and_every_third_own_article_is_held_back():
    ids = [article["id"] for article in ARTICLES]
    assert len(ids) == len(set(ids))
    assert all(int(a["id"][3:]) % 3 == 0 for a in read(HERE / "held_back.jsonl"))
    assert all(int(a["id"][3:]) % 3 for a in read(HERE / "own.jsonl"))


def test_surface_cases_are_unique_counted_and_a_third_of_them_rejections():
    cases = read(SENTENCES)
    assert len({case["text"] for case in cases}) == len({case["id"] for case in cases}) == len(cases) >= 640
    assert sum(not case["events"] for case in cases) * 3 >= len(cases)
    assert all(is_count(event[o]) for case in cases for event in case["events"] for o in OUTCOMES if o in event)
