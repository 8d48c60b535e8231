"""The corpus in cases/numerals.toml says what number words mean; a speller says it again for all numbers."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.numeral_forms import numeral_lexicon
from extractors.numerals import Number, find_numbers
from extractors.tokens import tokenize
from extractors.wordlists import LexiconError, parse_lexicon
from tests.extractors.cost import cost
from tests.extractors.number_speller import spell

CASES = tomllib.loads((Path(__file__).parent / "cases" / "numerals.toml").read_text(encoding="utf-8"))
CLITICS = ("", "و", "ف", "ب", "ل", "وب", "ول")


def read(text: str) -> list[Number]:
    return find_numbers(tokenize(text))


def pairs(numbers: list[Number]) -> list[list[int]]:
    return [[n.low, -1 if n.high is None else n.high] for n in numbers]


def flat(section: str, *keys: str) -> list[object]:
    return [
        pytest.param(*(case.get(k) for k in keys), form, id=form) for case in CASES[section] for form in case["forms"]
    ]


@pytest.mark.parametrize(("low", "high", "quantifier", "form"), flat("number", "low", "high", "quantifier"))
def test_a_form_means_its_number(low: int, high: int, quantifier: str | None, form: str) -> None:
    numbers = read(f"قتل {form} في القصف")
    assert pairs(numbers) == [[low, high]]
    assert numbers[0].quantifier == (quantifier or "exact")
    assert not numbers[0].ordinal


@pytest.mark.parametrize(("value", "form"), flat("ordinal", "value"))
def test_an_ordinal_is_told_apart(value: int, form: str) -> None:
    numbers = read(f"أصيب {form} في القصف")
    assert [(n.low, n.high, n.ordinal) for n in numbers] == [(value, value, True)]


@pytest.mark.parametrize("case", CASES["many"], ids=lambda case: case["text"])
def test_neighbours_are_told_apart(case: dict[str, object]) -> None:
    assert pairs(read(str(case["text"]))) == case["values"]


@pytest.mark.parametrize("form", CASES["none"][0]["forms"])
def test_a_lookalike_is_no_number(form: str) -> None:
    assert read(f"قتل {form} في القصف") == []


@pytest.mark.parametrize("feminine", [False, True])
@pytest.mark.parametrize("oblique", [False, True])
@pytest.mark.parametrize("hundred", ["مئة", "مائة"])
def test_every_number_below_a_thousand(feminine: bool, oblique: bool, hundred: str) -> None:
    wrong = []
    for value in range(1, 1000):
        spelled = spell(value, feminine=feminine, oblique=oblique, hundred=hundred)
        if pairs(read(f"قتل {spelled} في القصف")) != [[value, value]]:
            wrong.append((value, spelled))
    assert wrong == []


@given(
    st.integers(1, 999_999), st.booleans(), st.booleans(), st.sampled_from(["مئة", "مائة"]), st.sampled_from(CLITICS)
)
@settings(deadline=None, max_examples=400)
def test_a_spelled_number_is_read_with_any_clitic(
    value: int, feminine: bool, oblique: bool, hundred: str, clitic: str
) -> None:
    spelled = clitic + spell(value, feminine=feminine, oblique=oblique, hundred=hundred)
    numbers = read(f"قتل {spelled} في القصف")
    if {"لست", "ولست"} & {*spelled.split()}:
        return  # also "I am not"
    assert pairs(numbers) == [[value, value]]
    assert numbers[0].conj == clitic.startswith(("و", "ف"))
    assert numbers[0].prep == clitic.strip("وف")


@given(
    st.integers(1, 9_999_999_999),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
    st.sampled_from(["", ",", "٬"]),
)
@settings(deadline=None)
def test_digits_of_any_script_are_read(value: int, digits: str, separator: str) -> None:
    written = f"{value:,}".replace(",", separator).translate(str.maketrans("0123456789", digits))
    numbers = read(f"قتل {written} شخصا")
    assert pairs(numbers) == [[value, value]]
    assert numbers[0].digits


WORDS = sorted(numeral_lexicon().forms)
NOISE = [
    "قتيلا",
    "على",
    "الأقل",
    "من",
    "إلى",
    "بين",
    "أو",
    "-",
    "،",
    "\n",
    "%",
    "3",
    "12,5",
    "2015",
    "٩٩٩٩٩٩٩٩٩٩٩٩",
    "أكثر",
    "ما",
    "لا",
    "يقل",
    "عن",
]


@given(st.lists(st.sampled_from(WORDS + NOISE * 20), max_size=40))
@settings(deadline=None, max_examples=400)
def test_any_words_give_ordered_numbers_inside_the_text(words: list[str]) -> None:
    tokens = tokenize(" ".join(words))
    numbers = find_numbers(tokens)
    for number in numbers:
        assert 0 <= number.first <= number.core_first < number.core_last <= number.last <= len(tokens)
        assert number.high is None or 0 <= number.low <= number.high
        assert number.after is None or number.last <= number.after[0] < number.after[1] <= len(tokens)
    for one, two in itertools.pairwise(numbers):
        assert one.last <= two.first


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    for number in read(text):
        assert number.low >= 0


def test_gender_clitics_and_marks_are_told() -> None:
    women, men, share, year, after = read("ثلاث نساء والأربعة رجال و20% و2015 وخمسة رجال على الأقل")
    assert (women.gender, men.gender) == ("f", "m")
    assert (men.conj, men.definite, women.conj, women.definite) == (True, True, False, False)
    assert share.percent
    assert year.year_like
    assert not share.year_like
    assert after.after is not None
    assert after.after[0] > after.last


def test_a_definite_digit_number_orders_after_a_singular_head() -> None:
    assert [n.ordinal for n in read("اليوم الـ15 والساعات الـ24 الماضية")] == [True, False]


@pytest.mark.parametrize(
    "unit",
    [
        "خمسة وعشرين ",
        "بين 5 و",
        "5-",
        "ما لا يقل عن ",
        "ألف و",
        "مئة ",
        "من خمسة إلى ",
        "عشرات الآلاف ",
        "(5) ",
        "و ",
        "12 000 ",
        "نحو أكثر من ",
    ],
)
def test_time_is_proportional_to_length(unit: str) -> None:
    # Ten times the length may cost ten times as much; twenty-five leaves room for a busy machine, a hundred is square.
    assert cost(find_numbers, unit * 10_000) < 25 * cost(find_numbers, unit * 1_000) + 0.01


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('words = ["\u06cc"]', "Farsi yeh"),
        ('words = ["\ufedb"]', "presentation form"),
        ('words = ["\u0627\u0654"]', "NFC"),
        ("a = 1\na = 2", "overwrite"),
    ],
)
def test_a_bad_lexicon_is_named(text: str, named: str) -> None:
    with pytest.raises(LexiconError, match=named) as caught:
        parse_lexicon("sample", text)
    assert "lexicon/sample.toml" in str(caught.value)
