"""The words of time, read from lexicon/times.toml and the month names of lexicon/dates.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.normalize import normalize_word
from extractors.wordlists import LexiconError, Phrases, phrase_words, read_lexicon

# Which reader a word calls; a word may call several, in this order.
CLASSES = (
    "relative", "night", "vague", "weekday", "part", "alone", "first", "month", "ago", "since", "within", "two",
    "year", "unit", "pair", "season",
)  # fmt: skip
_HOURS = {"hour": 1, "day": 24, "week": 168, "month": 720, "year": 8760}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time: its name, hours, how many the word itself says (2 for a dual, None for a plural)."""

    name: str
    hours: int
    count: int | None
    definite: bool


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """The words of time by their uses, all in normal form."""

    classes: dict[str, tuple[str, ...]]
    relative: Phrases[int]
    night: Phrases[int]
    vague: Phrases[bool]
    months: Phrases[tuple[str, int]]
    ambiguous: frozenset[tuple[str, ...]]
    weekdays: dict[str, int]
    parts: dict[str, bool]
    alone: dict[str, bool]
    units: dict[str, Unit]
    words: dict[str, frozenset[str]]
    after_day: frozenset[str]

    def is_a(self, norm: str, use: str) -> bool:
        """Whether a word is in one of the small lists («past», «fillers», …)."""
        return norm in self.words[use]


@cache
def time_lexicon() -> TimeLexicon:
    """The lexicon, read and expanded once a process; raises LexiconError."""
    tables, names = read_lexicon("times"), read_lexicon("dates")
    prefixes = (
        "",
        *tables["clitics"]["prefixes"],
        *(
            a + b
            for a in "".join(tables["clitics"]["prefixes"][:2])
            for b in "".join(tables["clitics"]["prefixes"][2:])
        ),
    )
    words = {use: _with_prefixes(words, prefixes) for use, words in _small_lists(tables).items()}
    weekdays = {
        form: int(day)
        for day, spelled in tables["weekdays"].items()
        for form in _article_forms(tables, spelled, prefixes)
    }
    parts = dict.fromkeys(_with_prefixes(tables["parts"]["day"], prefixes), False)
    parts |= dict.fromkeys(_with_prefixes(tables["parts"]["night"], prefixes), True)
    night_alone = {normalize_word(word) for word in tables["parts"]["alone_night"]}
    alone = {p + w: w in night_alone for w in map(normalize_word, tables["parts"]["alone"]) for p in prefixes}
    relative, night = Phrases[int](prefixes), Phrases[int](prefixes)
    for offset, phrases in tables["relative"].items():
        _add(relative, phrases, int(offset))
    _add(night, tables["parts"]["last_night"], 1)
    _add(night, tables["parts"]["tonight"], 0)
    vague = Phrases[bool](prefixes)
    _add(vague, tables["ago"]["vague"], True)
    months = _months(names, prefixes)
    units = _units(tables, prefixes)
    lexicon = TimeLexicon(
        classes={},
        relative=relative.sort(),
        night=night.sort(),
        vague=vague.sort(),
        months=months.sort(),
        ambiguous=frozenset(map(phrase_words, tables["months"]["ambiguous"])),
        weekdays=weekdays,
        parts=parts,
        alone=alone,
        units=units,
        words=words,
        after_day=frozenset(form for form, unit in units.items() if unit.name == "month" and unit.definite)
        | words["of"]
        | words["month_fillers"]
        | words["current"]
        | frozenset(months.heads()),
    )
    lexicon.classes.update(_classes(lexicon))
    return lexicon


def _small_lists(tables: dict[str, Any]) -> dict[str, list[str]]:
    lists = dict(tables["words"])
    for section, key in (("ago", "heads"), ("since", "heads"), ("within", "heads")):
        lists[section] = tables[section][key]
    lists |= {"origin": tables["ago"]["other_origin"], "events": tables["since"]["events"]}
    lists["before_that"] = tables["ago"]["before_that"]
    lists |= {"links": tables["parts"]["links"], "midnight": tables["parts"]["midnight"]}
    lists |= {"early": tables["parts"]["early"]}
    lists |= {"past_midnight": tables["parts"]["past_midnight"], "strong": tables["months"]["strong_heads"]}
    return lists | {"night_links": tables["parts"]["night_links"]}


def _with_prefixes(words: list[str], prefixes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(prefix + (normalize_word(word) or word) for word in words for prefix in prefixes)


def _article_forms(tables: dict[str, Any], words: list[str], prefixes: tuple[str, ...]) -> list[str]:
    """Forms of definite words with clitics; ل and the article make لل."""
    article, joined = tables["clitics"]["article"], tables["clitics"]["lam_article"]
    forms = []
    for word in map(normalize_word, words):
        forms += [prefix + word for prefix in prefixes]
        forms += [conj + joined + word.removeprefix(article) for conj in prefixes[:3]]
    return forms


def _add(table: Phrases[Any], phrases: list[str], value: Any) -> None:
    for phrase in phrases:
        table.add(phrase_words(phrase), value)


def _months(names: dict[str, Any], prefixes: tuple[str, ...]) -> Phrases[tuple[str, int]]:
    months: Phrases[tuple[str, int]] = Phrases(prefixes)
    for calendar, section in (("common", "months"), ("hijri", "hijri_months")):
        for number, spelled in names[section].items():
            for name in spelled:
                months.add(_split_digit(phrase_words(name)), (calendar, int(number)))
    return months


def _split_digit(words: tuple[str, ...]) -> tuple[str, ...]:
    """«كانون2» is two tokens, a word and a number."""
    return (words[0][:-1], words[0][-1]) if words[-1][-1].isdigit() and len(words) == 1 else words


def _units(tables: dict[str, Any], prefixes: tuple[str, ...]) -> dict[str, Unit]:
    article = tables["clitics"]["article"]
    duals = set(map(normalize_word, tables["units"]["duals"]))
    plurals = set(map(normalize_word, tables["units"]["plurals"]))
    units: dict[str, Unit] = {}
    for name, hours in _HOURS.items():
        for word in map(normalize_word, tables["units"][name]):
            count = 2 if word in duals else None if word in plurals else 1
            for prefix in prefixes:
                units[prefix + word] = Unit(name, hours, count, word.startswith(article))
    for word in duals | plurals:
        if word not in units:
            raise LexiconError(f"lexicon/times.toml: units.duals or plurals: {word!r} is in no unit; add it to one")
    return units


def _classes(lexicon: TimeLexicon) -> dict[str, tuple[str, ...]]:
    heads: dict[str, set[str]] = {
        "relative": lexicon.relative.heads(),
        "night": lexicon.night.heads(),
        "vague": lexicon.vague.heads(),
        "weekday": set(lexicon.weekdays),
        "part": set(lexicon.parts),
        "alone": set(lexicon.alone),
        "month": {head for head in lexicon.months.heads() if not head[:1].isascii()},
        "unit": {form for form, unit in lexicon.units.items() if unit.definite},
        "first": set(lexicon.words["first_of_month"]),
        "two": set(lexicon.words["days_two"]),
        "year": set(lexicon.words["year_heads"]),
        "pair": set(lexicon.words["year_pairs"]),
        "season": set(lexicon.words["seasons"]),
    }
    heads |= {use: set(lexicon.words[use]) for use in ("ago", "since", "within")}
    table: dict[str, tuple[str, ...]] = {}
    for name in CLASSES:
        for head in heads[name]:
            table[head] = (*table.get(head, ()), name)
    return table
