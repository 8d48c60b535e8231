"""The report's words: the same in both languages, all of them used, and one for each code."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import warehouse.report
from tests.gold.test_annotations import ACTORS, WEAPONS
from warehouse.boundaries import read_shapes
from warehouse.report.texts import LANGUAGES, TextsError, load_texts, read_table

FOLDER = Path(warehouse.report.__file__).parent
TABLE = read_table((FOLDER / "texts.toml").read_text(encoding="utf-8"))
SOURCE = "".join(path.read_text(encoding="utf-8") for path in [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")])
# Sections whose keys are codes, or are put together from one: looked up by name at run time.
BY_CODE = {"weapon", "actor", "rule", "kind", "change", "precision", "country", "method"}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('[a]\nb = { en = "x" }', "a.b: must have ar and en"),
        ('[a]\nb = { en = "x", ar = "" }', "a.b: must have ar and en"),
        ('[a]\nb = { en = "x", ar = "y", fr = "z" }', "a.b: must have ar and en"),
        ('[a]\nb = "x"', "a.b: must have ar and en"),
        ('[a]\nb = { en = "{number} x", ar = "y" }', "a.b: the languages ask for different fillings"),
    ],
)
def test_a_table_that_differs_between_languages_is_refused(source: str, says: str) -> None:
    with pytest.raises(TextsError, match=re.escape(says)):
        read_table(source)


def test_no_text_is_left_over() -> None:
    dynamic = {(section, prefix) for section, prefix in re.findall(r'"(\w+)\.(\w*)" ~', SOURCE)}
    dynamic |= {(section, prefix) for section, prefix in re.findall(r'f"(\w+)\.(\w*)\{', SOURCE)}
    dynamic |= {(section, prefix) for section, prefix in re.findall(r"'(\w+)\.(\w*)' ~", SOURCE)}
    unused = [
        f"{section}.{key}"
        for section, entries in TABLE.items()
        for key in entries
        if section not in BY_CODE
        and f"{section}.{key}" not in SOURCE
        and not any(section == known and key.startswith(prefix) for known, prefix in dynamic)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("section", "codes"), [("weapon", WEAPONS), ("actor", ACTORS), ("country", set(read_shapes()))]
)
def test_every_code_has_words(section: str, codes: set[str]) -> None:
    assert codes - set(TABLE[section]) == set()


def test_arabic_is_written_in_arabic_letters_and_english_is_not() -> None:
    arabic = re.compile(r"[\u0621-\u064a]")
    for section, entries in TABLE.items():
        for key, entry in entries.items():
            if (section, key) != ("page", "other_language"):
                assert arabic.search(entry["ar"]) or not re.search(r"[a-z]", entry["en"]), f"{section}.{key}"
                assert not arabic.search(entry["en"]), f"{section}.{key}"


def test_dates_and_unknown_codes() -> None:
    assert [load_texts(language).date(dt.date(2024, 2, 3)) for language in LANGUAGES] == ["3 شباط 2024", "3 Feb 2024"]
    assert load_texts("ar").date(dt.date(2024, 12, 1)) == "1 كانون الأول 2024"
    assert load_texts("en").code("weapon", "sling") == "sling"
