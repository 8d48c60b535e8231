"""The words around place names (lexicon/places.toml), and what one token can be: clitics and a word of theirs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from extractors.gazetteer import Gazetteer, Named
from extractors.gazetteer.keys import ARTICLE, bare_word, close_key
from extractors.normalize import normalize_phrase, normalize_word
from extractors.wordlists import phrase_words, read_lexicon

WAW, FA, BA, LAM = "\u0648", "\u0641", "\u0628", "\u0644"
NEARBY = frozenset({"farmland", "junction"})  # nouns of what lies near the place that they are called by
SHORTEST_AFTER_AND, SHORTEST_AFTER_PREPOSITION = 2, 2


@dataclass(frozen=True, slots=True)
class Noun:
    """A generic noun: its class; whether a list may follow; whether it is part of the name (always, unknown, "");
    whether it vouches for a name that the gazetteer does not know (`definite`: only with the article)."""

    cls: str
    plural: bool
    keep: str
    strong: bool
    definite: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One reading of a token: `clitics` and `stem` in the normal form, and what the stem is.

    `named`: what the stem alone can name; `longer`: whether it can begin a name of several words.
    """

    clitics: str
    stem: str
    noun: Noun | None = None
    near: bool = False
    inside: bool = False
    direction: bool = False
    anaphor: str = ""
    other: bool = False
    named: Named | None = None
    longer: bool = False


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The lexicon file places.toml with its words in the normal form; its comments say what each table is."""

    nouns: dict[str, Noun]
    named_after_days: frozenset[str]
    singulars: dict[str, str]
    near: frozenset[tuple[str, ...]]
    inside: frozenset[str]
    directions: frozenset[str]
    direction_adjectives: frozenset[str]
    descriptors: dict[str, frozenset[str]]
    trailing: frozenset[str]
    anaphors: dict[str, str]
    others: dict[str, tuple[tuple[str, ...], ...]]
    bare: dict[str, str]
    beside: dict[str, str]
    through: dict[str, str]
    told: dict[str, str]
    nicknames: frozenset[str]
    wider: dict[str, str]
    waged: frozenset[str]
    against: str
    saying: frozenset[str]
    acting: frozenset[str]
    allies: frozenset[str]
    farther: dict[str, str]
    of_not_from: frozenset[str]
    from_word: str
    to_treat: frozenset[str]
    brings: frozenset[str]
    struck: frozenset[str]
    befallen: frozenset[str]
    hit: frozenset[str]
    parts_of_hospitals: frozenset[str]
    distances: frozenset[str]
    weak_prepositions: frozenset[str]
    boundaries: frozenset[str]
    inside_of: str
    opening: frozenset[str]
    road_adjectives: frozenset[str]
    role_prepositions: frozenset[str]
    heads: frozenset[str]
    adjectives: frozenset[str]
    bare_adjectives: frozenset[str]
    stops: frozenset[str]
    within: frozenset[str]
    body: frozenset[str]
    verb_ends: tuple[str, ...]
    noun_ends: tuple[str, ...]
    verb_begins: tuple[str, ...]
    verb_prefixes: tuple[str, ...]
    recurrent_ends: tuple[str, ...]


def _norms(words: list[str]) -> frozenset[str]:
    return frozenset(map(normalize_word, words))


def _roles(tables: dict[str, dict[str, list[str]]], how: str) -> dict[str, str]:
    return {normalize_word(word): role for role, table in tables.items() for word in table.get(how, ())}


def _nouns(tables: dict[str, Any]) -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}
    for cls, row in tables.items():
        for number in ("sg", "pl"):
            for form in row.get(number, ()):
                noun = Noun(
                    cls, number == "pl", row.get("keep", ""), bool(row.get("strong")), row.get("strong") == "definite"
                )
                nouns.setdefault(normalize_word(form), noun)
    return nouns


def _by_first_word(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in map(phrase_words, phrases):
        table[words[0]] = (*table.get(words[0], ()), words)
    return table


@functools.cache
def load_place_words() -> PlaceWords:
    """The words of lexicon/places.toml; raises LexiconError if the file cannot be used."""
    tables = read_lexicon("places")
    anaphors = {normalize_word(word): cls for cls, words in tables["anaphors"].items() for word in words}
    anaphors.update(dict.fromkeys(_norms(tables["capital"]["words"]), "capital"))
    nouns = _nouns(tables["noun"])
    return PlaceWords(
        nouns=nouns,
        named_after_days=frozenset(form for form, noun in nouns.items() if noun.cls not in NEARBY),
        singulars={cls: normalize_word(row["sg"][0]) for cls, row in tables["noun"].items()},
        near=frozenset(map(phrase_words, tables["near"]["words"])),
        inside=_norms(tables["inside"]["words"]),
        directions=_norms(tables["direction"]["words"]),
        direction_adjectives=_norms(tables["direction"]["adjectives"]),
        descriptors={cls: _norms(words) for cls, words in tables["descriptors"].items()},
        trailing=_norms(tables["trailing"]["words"]),
        anaphors=anaphors,
        others=_by_first_word(tables["others"]["phrases"]),
        bare=_roles(tables["role"], "bare"),
        beside=_roles(tables["role"], "beside"),
        through=_roles(tables["role"], "through"),
        told=_roles(tables["role"], "told"),
        nicknames=_norms(tables["nicknames"]["words"]),
        wider={normalize_word(town): normalize_phrase(region) for town, region in tables["wider"].items()},
        waged=_norms(tables["waged"]["words"]),
        against=normalize_word(tables["waged"]["on"]),
        saying=_norms(tables["saying"]["words"]),
        acting=frozenset(map(normalize_phrase, tables["acting"]["words"])),
        allies=_norms(tables["acting"]["allies"]),
        farther=_roles(tables["role"], "within"),
        of_not_from=_norms(tables["role"]["home"]["of"]),
        from_word=normalize_word(tables["prepositions"]["through"][1]),
        to_treat=_norms(tables["prepositions"]["to_treat"]),
        brings=_norms(tables["prepositions"]["brings"]),
        struck=_norms(tables["struck"]["words"]),
        befallen=_norms(tables["struck"]["behind"]),
        hit=_norms(tables["struck"]["hit"]),
        parts_of_hospitals=_norms(tables["struck"]["parts"]),
        distances=_norms(tables["distances"]["words"]),
        weak_prepositions=_norms(tables["prepositions"]["inside"]),
        boundaries=_norms(tables["prepositions"]["boundaries"]),
        inside_of=normalize_word(tables["prepositions"]["inside"][0]),
        opening=frozenset(lead + normalize_word(tables["prepositions"]["inside"][0]) for lead in ("", WAW)),
        road_adjectives=_norms(tables["roads"]["adjectives"]),
        role_prepositions=_norms(tables["prepositions"]["through"]),
        heads=_norms(tables["heads"]["words"]),
        adjectives=_norms(tables["heads"]["adjectives"]),
        bare_adjectives=_norms(tables["heads"]["bare_adjectives"]),
        stops=_norms(tables["stop"]["words"]),
        within=_norms(tables["within"]["words"]),
        body=_norms(tables["body"]["words"]),
        verb_ends=tuple(tables["shape"]["verb_ends"]),
        noun_ends=tuple(tables["shape"]["noun_ends"]),
        verb_begins=tuple(tables["shape"]["verb_begins"]),
        verb_prefixes=tuple(tables["shape"]["verb_prefixes"]),
        recurrent_ends=tuple(map(normalize_word, tables["shape"]["recurrent_ends"])),
    )


def clitic_forms(norm: str) -> list[tuple[str, str]]:
    """The readings of a token as clitics and stem, the one without clitics first; «لل» gives the article back."""
    forms = [("", norm)]
    if norm[0] in (WAW, FA) and len(norm) > SHORTEST_AFTER_AND:
        forms.append((norm[0], norm[1:]))
    for lead, rest in list(forms):
        if len(rest) > SHORTEST_AFTER_PREPOSITION and rest[0] in (BA, LAM):
            forms.append((lead + rest[0], rest[1:]))
            if rest.startswith(LAM + LAM):
                forms.append((lead + LAM, ARTICLE + rest[2:]))
    return forms


class WordTable:
    """The readings of tokens, each looked up once and remembered (bounded)."""

    LIMIT = 100_000

    def __init__(self, words: PlaceWords, gazetteer: Gazetteer) -> None:
        self._words = words
        self.remembered: dict[str, tuple[Word, ...]] = {}
        self._pairs: dict[tuple[str, str], bool] = {}
        self._gazetteer = gazetteer
        self._names = gazetteer.names
        self.heads = frozenset(map(bare_word, words.heads))
        self._first_words = gazetteer.first_words | self.heads
        self._near_heads = frozenset(phrase[0] for phrase in words.near)

    def readings(self, norm: str) -> tuple[Word, ...]:
        """The readings of a token that mean anything about places; none for most tokens."""
        known = self.remembered.get(norm)
        if known is None:
            if len(self.remembered) >= self.LIMIT:
                self.remembered.clear()
            known = self.remembered[norm] = tuple(filter(None, (self._read(*form) for form in clitic_forms(norm))))
        return known

    def may_go_on(self, stem: str, following: str) -> bool:
        """Whether any name begins with two words, in any spelling; most pairs that are asked for begin none."""
        known = self._pairs.get((stem, following))
        if known is None:
            if len(self._pairs) >= self.LIMIT:
                self._pairs.clear()
            first = bare_word(stem)
            joined = first + bare_word(following)
            known = close_key(joined) in self._names or joined in self._gazetteer.prefixes
            # «كفر نبل» for «كفرنبل»
            known = known or (first in self.heads and self._gazetteer.starts(joined))
            self._pairs[stem, following] = known
        return known

    def _read(self, clitics: str, stem: str) -> Word | None:
        words = self._words
        bare = bare_word(stem)
        leads = stem in words.nouns or stem in words.directions or stem in words.heads
        name = leads or stem.startswith(ARTICLE) or stem not in words.stops
        word = Word(
            clitics,
            stem,
            noun=words.nouns.get(stem),
            near=stem in self._near_heads,
            inside=stem in words.inside,
            direction=stem in words.directions,
            anaphor=words.anaphors.get(stem, ""),
            other=stem in words.others,
            named=self._names.get(close_key(bare)) if name else None,
            longer=(name or stem in words.inside) and bare in self._first_words,  # «وسط القطاع»
        )
        means = (word.noun, word.near, word.inside, word.direction, word.anaphor, word.other, word.named, word.longer)
        return word if any(means) else None
