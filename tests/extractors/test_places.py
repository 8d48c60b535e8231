"""The corpora in cases/places_*.toml say what is found and where it lies; properties hold for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.mentions import PlaceMention, level
from extractors.places import find_places
from extractors.placing import PlaceContext, Resolution, resolve
from extractors.tokens import tokenize

CASES = Path(__file__).parent / "cases"
FOUND = tomllib.loads((CASES / "places_found.toml").read_text(encoding="utf-8"))["case"]
RESOLVED = tomllib.loads((CASES / "places_resolved.toml").read_text(encoding="utf-8"))["case"]
ABROAD = tomllib.loads((CASES / "places_abroad.toml").read_text(encoding="utf-8"))
GOVERNORATES = (
    "دمشق",
    "حلب",
    "حمص",
    "حماة",
    "اللاذقية",
    "إدلب",
    "الحسكة",
    "دير الزور",
    "طرطوس",
    "الرقة",
    "درعا",
    "السويداء",
)
PIECES = "بلدة|قرى|و|،|في|بريف|حلب|الغربي|كفرنبل|وحاس|مجهولستان|شمالي|المدينة|مخيم|-|\n|«|»"
WORDS = st.sampled_from(PIECES.split("|"))


def read(text: str | None) -> list[PlaceMention]:
    return find_places(tokenize(text or ""))


def describe(mention: PlaceMention, mentions: list[PlaceMention]) -> str:
    unknown = not mention.known and mention.kind != "anaphor"
    marks = [("near", mention.near), ("direction", mention.of_direction), ("conj", mention.conj), ("unknown", unknown)]
    told = [name for name, on in marks if on] + ([mention.role] if mention.role else [])
    held = [f"<{m.name}" for m in mentions if m.first == mention.attached]
    return "|".join([mention.name, mention.kind, mention.trigger, *told, *held])


def place(case: dict[str, Any]) -> Resolution:
    before = case.get("before", "")
    tokens = tokenize(f"{before}\n{case['text']}" if before else case["text"])
    article = find_places(tokens)
    clause = [m for m in article if tokens.starts[m.start] >= len(before)]
    return resolve(
        clause,
        PlaceContext(
            sentence=clause,
            paragraph=clause,
            heading=read(case.get("heading")),
            dateline=read(case.get("dateline")),
            article=article,
            title=read(case.get("title")),
            country=case.get("outlet_country"),
        ),
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in FOUND])
def test_a_text_names_its_places(case: dict[str, Any]) -> None:
    mentions = read(case["text"])
    assert [describe(mention, mentions) for mention in mentions] == case["found"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in RESOLVED])
def test_an_event_lies_where_its_sentence_says(case: dict[str, Any]) -> None:
    told = place(case)
    assert (told.place, list(told.places)) == (case.get("place"), case.get("places", []))
    assert (told.governorate, told.country, told.precision) == (
        case.get("governorate"),
        case.get("country"),
        case.get("precision"),
    )
    assert told.basis == case["basis"]


@pytest.mark.parametrize("country", ABROAD)
def test_no_sentence_about_another_country_becomes_syrian(country: str) -> None:
    answers = {text: place({"text": text}) for text in ABROAD[country]["sentences"]}
    assert len(answers) >= 14
    syrian = [t for t, a in answers.items() if a.country == "SY" or (a.governorate or "").startswith("SY")]
    strays = [t for t, a in answers.items() if a.country not in (None, country)]
    assert (syrian, strays) == ([], [])


def test_nearly_every_sentence_abroad_finds_its_country() -> None:
    told = [place({"text": t}).country == country for country, row in ABROAD.items() for t in row["sentences"]]
    assert len(told) >= 300
    assert sum(told) / len(told) >= 0.97


@pytest.mark.parametrize("governorate", GOVERNORATES)
@pytest.mark.parametrize("name", ["أم الطنابير", "زلومة", "الخربة الحمراء", "كفر زنجار", "تل الفستق الشرقي", "المليحة"])
def test_the_words_of_the_article_place_any_village(name: str, governorate: str) -> None:
    rural = place({"text": f"قُتل مدنيان في قصف على بلدة {name} بريف {governorate}"})
    named = place({"text": f"انتشال جثة في محافظة {governorate}"})
    assert rural.place == name
    assert rural.governorate == {"SY01": "SY03"}.get(named.governorate or "", named.governorate)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كفرنبل", "كفر نبل"),
        ("معرة حرمة", "معرتحرمة"),
        ("الأتارب", "الاتارب"),
        ("تل رفعت", "تلرفعت"),
        ("كفربطنا", "كفر بطنا"),
        ("معرة ماتر", "معرتماتر"),
        ("ضهرة عواد", "ظهرة عواد"),
        ("بَبِيلا", "ببيلا"),
        ("أعزاز", "اعزاز"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    first, second = read(f"في بلدة {one}")[0], read(f"في بلدة {other}")[0]
    assert first.known
    assert first.candidates == second.candidates


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_mentions_stay_in_order_and_inside_the_text(words: list[str]) -> None:
    tokens = tokenize(" ".join(words))
    mentions = find_places(tokens)
    ends = [0]
    for mention in mentions:
        assert ends[-1] <= mention.start <= mention.first < mention.last <= mention.end <= len(tokens)
        assert mention.name
        assert mention.attached < mention.first
        assert level(mention) > 0
        ends.append(mention.end)
    assert find_places(tokens) == mentions


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_a_resolution_never_contradicts_itself(words: list[str]) -> None:
    told = place({"text": " ".join(words)})
    if told.governorate:
        assert told.country == told.governorate[:2]
    assert told.place not in told.places
    assert told.place is not None or not told.places
