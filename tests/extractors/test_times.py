"""The corpus in cases/times.toml says what words of time mean; properties hold for any text and day."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.time_words import time_lexicon
from extractors.times import Time, find_times
from extractors.tokens import tokenize
from tests.extractors.cost import cost

CASES = tomllib.loads((Path(__file__).parent / "cases" / "times.toml").read_text(encoding="utf-8"))
PUBLISHED = dt.date.fromisoformat(CASES["published"])
WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2076, 1, 1))


def read(text: str, published: dt.date | None = PUBLISHED) -> list[Time]:
    return find_times(tokenize(text), published)


def one(text: str, published: dt.date | None = PUBLISHED) -> Time:
    times = read(text, published)
    assert len(times) == 1, times
    return times[0]


@pytest.mark.parametrize(
    ("case", "form"), [pytest.param(case, form, id=form) for case in CASES["time"] for form in case["forms"]]
)
def test_a_form_means_its_time(case: dict[str, Any], form: str) -> None:
    found = one(f"قتل خمسة {form} في البلدة")
    date = dt.date.fromisoformat(case["date"]) if "date" in case else None
    precision = case.get("precision") or ("none" if date is None else "night" if case["kind"] == "night" else "day")
    assert (found.kind, found.date, found.precision) == (case["kind"], date, precision)
    if "start" in case:
        assert found.start == dt.date.fromisoformat(case["start"])
    if "hours" in case:
        assert found.hours == case["hours"]


@pytest.mark.parametrize("case", CASES["many"], ids=lambda case: case["text"])
def test_times_of_a_text(case: dict[str, object]) -> None:
    assert [t.date.isoformat() if t.date else t.kind for t in read(str(case["text"]))] == case["dates"]


@pytest.mark.parametrize("form", CASES["none"][0]["forms"])
def test_a_lookalike_is_no_time(form: str) -> None:
    assert read(f"قتل خمسة {form} في البلدة") == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3 نيسان 2015", dt.date(2015, 4, 3)),
        ("2015-04-03", dt.date(2015, 4, 3)),
        ("أمس", None),
        ("الأحد", None),
        ("3 نيسان", None),
    ],
)
def test_without_a_publication_day_only_full_dates_are_known(text: str, date: dt.date | None) -> None:
    found = one(text, None)
    assert found.date == date
    assert found.precision == ("day" if date else "none")


@given(DAYS, st.integers(0, 6), st.booleans())
def test_a_weekday_is_the_latest(published: dt.date, weekday: int, strict: bool) -> None:
    found = one(WEEKDAYS[weekday] + (" الماضي" if strict else ""), published)
    assert found.date is not None
    assert found.date.weekday() == weekday
    assert (1 if strict else 0) <= (published - found.date).days <= (7 if strict else 6)


@given(DAYS, st.integers(0, 6))
def test_a_night_between_two_days_is_the_first_days(published: dt.date, weekday: int) -> None:
    pair = f"{WEEKDAYS[weekday]} {WEEKDAYS[(weekday + 1) % 7]}"
    night, after = one(f"ليلة {pair}", published), one(f"بعد منتصف ليل {pair}", published)
    assert night.date is not None
    assert (night.kind, night.date.weekday(), night.date <= published) == ("night", weekday, True)
    assert after.date == night.date + dt.timedelta(days=1)


@given(DAYS, st.integers(1, 28), st.integers(1, 12))
def test_a_date_without_a_year_is_the_latest(published: dt.date, day: int, month: int) -> None:
    names = [
        "يناير",
        "شباط",
        "آذار",
        "أبريل",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "سبتمبر",
        "تشرين الأول",
        "نوفمبر",
        "كانون الأول",
    ]
    found = one(f"{day} {names[month - 1]}", published)
    assert found.date is not None
    assert (found.date.day, found.date.month) == (day, month)
    assert 0 <= (published - found.date).days <= 366


@given(st.dates(dt.date(1990, 1, 1), dt.date(2076, 1, 1)))
def test_a_hijri_date_goes_there_and_back(day: dt.date) -> None:
    names = [
        "محرم",
        "صفر",
        "ربيع الأول",
        "ربيع الآخر",
        "جمادى الأولى",
        "جمادى الآخرة",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذو القعدة",
        "ذو الحجة",
    ]
    moon = Gregorian(day.year, day.month, day.day).to_hijri()
    assert one(f"{moon.day} {names[moon.month - 1]} {moon.year}هـ").date == day


WORDS = sorted(time_lexicon().classes)
NOISE = [
    *WEEKDAYS,
    "الماضي",
    "3",
    "نيسان",
    "2015",
    "/",
    "-",
    "(",
    ")",
    "،",
    "\n",
    "ساعة",
    "24",
    "ثلاثة",
    "أيام",
    "من",
    "الشهر",
    "نفسه",
    "منتصف",
    "هـ",
    "1435",
]


@given(st.lists(st.sampled_from(WORDS + NOISE * 30), max_size=30), st.one_of(st.none(), st.dates()))
@settings(deadline=None, max_examples=400)
def test_any_words_give_ordered_times_inside_the_text(words: list[str], published: dt.date | None) -> None:
    tokens = tokenize(" ".join(words))
    times = find_times(tokens, published)
    for found in times:
        assert 0 <= found.first < found.last <= len(tokens)
        assert (found.date is None) == (found.precision in ("none", "week", "month"))
        assert found.start is None or found.end is None or found.start <= found.end
    for before, behind in itertools.pairwise(times):
        assert before.last <= behind.first


@given(st.text(max_size=200), st.one_of(st.none(), st.dates()))
@settings(deadline=None)
def test_no_text_raises(text: str, published: dt.date | None) -> None:
    for found in read(text, published):
        assert found.first < found.last


UNITS = [
    "منذ بدء ", "اليوم ", "أمس ", "الأحد ", "الأحد الماضي و", "السبت والأحد و", "3 نيسان ", "3 نيسان الموافق ",
    "3/4/2015 ", "خلال 24 ", "ليل السبت الأحد ", "يوم يوم ", "من يوم صباح ", "نيسان/", "الشهر الماضي ", "من 2011 إلى ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_proportional_to_length(unit: str) -> None:
    read = functools.partial(find_times, published=PUBLISHED)
    assert cost(read, unit * 5_000) < 25 * cost(read, unit * 500) + 0.01
