"""The desk's words in both languages, with the report's words for codes, months and countries."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from warehouse.report.texts import LANGUAGES, Language, Texts, read_table

_SPOKEN = ("act", "desk", "tell")
"""Sections that the page's script speaks too."""


class Words(Texts):
    """The words of one language: `words("desk.queue")`; with its direction and the other language."""

    @property
    def direction(self) -> str:
        """The way of reading."""
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def other(self) -> Language:
        """The other language."""
        return next(language for language in LANGUAGES if language != self.language)

    def for_script(self) -> str:
        """The texts that the page's script fills in, as JSON that may stand within a page."""
        spoken = {
            f"{section}.{name}": entry[self.language]
            for section in _SPOKEN
            for name, entry in self._table[section].items()
        }
        return json.dumps(spoken, ensure_ascii=False).replace("<", "\\u003c")


@cache
def load_words(language: Language) -> Words:
    """The words of a language. Raises TextsError for a table that is not the same in both."""
    report, desk = (
        read_table((files(package) / "texts.toml").read_text(encoding="utf-8"))
        for package in ("warehouse.report", "flows.desk")
    )
    assert not report.keys() & desk.keys()
    return Words(language, report | desk)


def choose_language(wanted: str | None, accepted: str) -> Language:
    """The language asked for, else the first of the browser's that the desk speaks, else English."""
    if wanted in LANGUAGES:
        return "ar" if wanted == "ar" else "en"
    for part in accepted.split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return "ar" if code == "ar" else "en"
    return "en"
