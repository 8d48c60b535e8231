"""The report's words in both languages, from texts.toml, checked when they are loaded."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")

_FIELD = re.compile(r"\{(\w*)\}")


class TextsError(ValueError):
    """A word of the report lacks a language, or its languages ask for different fillings."""


class Texts:
    """The words of one language: `texts("map.zero")`, with fillings by name."""

    def __init__(self, language: Language, table: dict[str, dict[str, dict[str, str]]]) -> None:
        self.language = language
        self._table = table
        self._months = [name.replace("_", " ") for name in self("date.months").split()]

    def __call__(self, key: str, **fillings: object) -> str:
        """The text of `section.key`, whole numbers in groups of three. Raises KeyError for a key that is not there."""
        section, _, name = key.partition(".")
        text = self._table[section][name][self.language]
        if not fillings:
            return text
        return text.format_map(
            {key: f"{value:,}" if isinstance(value, int) else value for key, value in fillings.items()}
        )

    def code(self, section: str, code: str) -> str:
        """The words of a code; a code that has none stands for itself."""
        entry = self._table[section].get(code)
        return entry[self.language] if entry else code

    def date(self, day: dt.date) -> str:
        """«3 Feb 2024», «3 شباط 2024»."""
        return f"{day.day} {self._months[day.month - 1]} {day.year}"

    def month(self, day: dt.date) -> str:
        """«Feb», «شباط»."""
        return self._months[day.month - 1]


@cache
def load_texts(language: Language) -> Texts:
    """The words of a language. Raises TextsError for a table that is not the same in both."""
    return Texts(language, read_table((files("warehouse.report") / "texts.toml").read_text(encoding="utf-8")))


def read_table(source: str) -> dict[str, dict[str, dict[str, str]]]:
    """Sections of keys of languages; each key has all languages and no other, none empty, with the same fillings.

    Raises TextsError that names the key.
    """
    table: dict[str, dict[str, Any]] = tomllib.loads(source)
    for section, entries in table.items():
        for key, entry in entries.items():
            where = f"texts.toml, {section}.{key}"
            if not isinstance(entry, dict) or set(entry) != set(LANGUAGES) or not all(entry.values()):
                raise TextsError(f"{where}: must have {' and '.join(LANGUAGES)} and nothing else")
            fields = {language: set(_FIELD.findall(text)) for language, text in entry.items()}
            if len({frozenset(names) for names in fields.values()}) > 1:
                raise TextsError(f"{where}: the languages ask for different fillings, {fields}")
    return table
