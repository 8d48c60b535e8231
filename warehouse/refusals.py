"""Refusals in both languages: what an error says is data, so that a page can say it in the words of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from warehouse.report.texts import Language, read_table

OPEN, CLOSE = "\u2068", "\u2069"
"""Isolates: an id or a name of other letters does not turn the order of an Arabic line around."""

CODED = ("field", "kind", "action")
"""Fillings that the section `code` of a table has words for."""

Table = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal, in English where nobody asks for a language; codes among its fillings are told in words."""

    table: Table
    key: str
    fillings: Mapping[str, object]

    def __str__(self) -> str:
        """The refusal in English."""
        return self.tell("en")

    def tell(self, language: Language) -> str:
        """The refusal in a language."""
        section, _, name = self.key.partition(".")
        filled = {one: self._fill(one, value, language) for one, value in self.fillings.items()}
        return self.table[section][name][language].format_map(filled)

    def _fill(self, name: str, value: object, language: Language) -> str:
        if isinstance(value, Said):
            return value.tell(language)
        code = self.table["code"].get(str(value)) if name in CODED else None
        if code is not None:
            return code[language]
        return str(value) if language == "en" or value == "" else f"{OPEN}{value}{CLOSE}"


class Sayings:
    """The refusals of a package's refusals.toml: `say("target.no_incident", incident=…)`."""

    def __init__(self, package: str) -> None:
        self.package = package

    def __call__(self, key: str, /, **fillings: object) -> Said:
        """One refusal with its fillings. Raises KeyError for a key that is not there."""
        table = load_sayings(self.package)
        section, _, name = key.partition(".")
        assert name in table[section], key
        return Said(table, key, fillings)


@cache
def load_sayings(package: str) -> Table:
    """The table of a package. Raises TextsError for one that is not the same in both languages."""
    return read_table((files(package) / "refusals.toml").read_text(encoding="utf-8"))


def tell(error: Exception, language: Language) -> str:
    """What an error says, in a language where its refusal has one."""
    said = error.args[0] if error.args else ""
    return said.tell(language) if isinstance(said, Said) else str(error)


say = Sayings("warehouse")
