"""The words around place names, and what one token can be: clitics, generic noun, direction, start of a name."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from extractors.gazetteer import Gazetteer
from extractors.gazetteer.keys import ARTICLE, bare_word
from extractors.normalize import normalize_word
from extractors.wordlists import phrase_words, read_lexicon

WAW, FA, BA, LAM = "\u0648", "\u0641", "\u0628", "\u0644"


@dataclass(frozen=True, slots=True)
class Noun:
    """A generic noun: its class, whether a list may follow, whether it belongs to the name, whether it allows unknown names."""

    cls: str
    plural: bool
    keep: bool
    strong: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What a token can be, its clitics taken off: `clitics` as read, `stem` the normal form without them."""

    clitics: str
    stem: str
    noun: Noun | None = None
    near: bool = False
    inside: bool = False
    direction: bool = False
    anaphor: str = ""
    capital: bool = False
    starts: bool = False


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The lexicon file places.toml, its words in the normal form."""

    nouns: dict[str, Noun]
    near: frozenset[tuple[str, ...]]
    inside: frozenset[str]
    directions: frozenset[str]
    direction_adjectives: frozenset[str]
    descriptors: dict[str, frozenset[str]]
    anaphors: dict[str, str]
    capitals: frozenset[str]
    roles: dict[str, dict[str, str]]
    heads: frozenset[str]
    adjectives: frozenset[str]
    stops: frozenset[str]
    within: frozenset[str]
    organisations: frozenset[str]


def _norms(words: list[str]) -> frozenset[str]:
    return frozenset(map(normalize_word, words))


def _roles(tables: dict[str, dict[str, list[str]]], how: str) -> dict[str, str]:
    return {normalize_word(word): role for role, table in tables.items() for word in table.get(how, ())}


@functools.cache
def load_place_words() -> PlaceWords:
    """The words of lexicon/places.toml; raises LexiconError if the file cannot be used."""
    tables = read_lexicon("places")
    nouns: dict[str, Noun] = {}
    for cls, row in tables["noun"].items():
        for number in ("sg", "pl"):
            for form in row.get(number, ()):
                noun = Noun(cls, number == "pl", row.get("keep", False), row.get("strong", False))
                nouns.setdefault(normalize_word(form), noun)
    return PlaceWords(
        nouns=nouns,
        near=frozenset(map(phrase_words, tables["near"]["words"])),
        inside=_norms(tables["inside"]["words"]),
        directions=_norms(tables["direction"]["words"]),
        direction_adjectives=_norms(tables["direction"]["adjectives"]),
        descriptors={cls: _norms(words) for cls, words in tables["descriptors"].items()},
        anaphors={normalize_word(w): cls for cls, words in tables["anaphors"].items() for w in words},
        capitals=_norms(tables["capital"]["words"]),
        roles={how: _roles(tables["role"], how) for how in ("beside", "through", "within")},
        heads=_norms(tables["heads"]["words"]),
        adjectives=_norms(tables["heads"]["adjectives"]),
        stops=_norms(tables["stop"]["words"]),
        within=_norms(tables["within"]["words"]),
        organisations=_norms(tables["organisation"]["words"]),
    )


def _clitic_forms(norm: str) -> list[tuple[str, str]]:
    """The readings of a token as clitics and stem, the one without clitics first."""
    forms = [("", norm)]
    if norm[0] in (WAW, FA) and len(norm) > 2:
        forms.append((norm[0], norm[1:]))
    for lead, rest in list(forms):
        if len(rest) > 3 and rest[0] in (BA, LAM):
            forms.append((lead + rest[0], rest[1:]))
            if rest.startswith(LAM + LAM):
                forms.append((lead + LAM, ARTICLE + rest[2:]))
    return forms


class WordTable:
    """The readings of tokens, each looked up once and remembered (bounded)."""

    LIMIT = 100_000

    def __init__(self, words: PlaceWords, gazetteer: Gazetteer) -> None:
        self._words = words
        self._gazetteer = gazetteer
        self._known: dict[str, tuple[Word, ...]] = {}
        self._first_words = gazetteer.first_words | set(map(bare_word, words.heads))
        self._near_heads = frozenset(phrase[0] for phrase in words.near)

    def readings(self, norm: str) -> tuple[Word, ...]:
        """The readings of a token that mean anything about places; empty for most tokens."""
        known = self._known.get(norm)
        if known is None:
            if len(self._known) >= self.LIMIT:
                self._known.clear()
            known = self._known[norm] = tuple(filter(None, (self._read(*form) for form in _clitic_forms(norm))))
        return known

    def _read(self, clitics: str, stem: str) -> Word | None:
        words = self._words
        word = Word(
            clitics,
            stem,
            noun=words.nouns.get(stem),
            near=stem in self._near_heads,
            inside=stem in words.inside,
            direction=stem in words.directions,
            anaphor=words.anaphors.get(stem, ""),
            capital=stem in words.capitals,
            starts=bare_word(stem) in self._first_words,
        )
        means = (word.noun, word.near, word.inside, word.direction, word.anaphor, word.capital, word.starts)
        return word if any(means) else None
