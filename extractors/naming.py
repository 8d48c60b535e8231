"""The words by which names of persons are known: given names, what announces one, what is named after persons."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from extractors.normalize import normalize_phrase
from extractors.wordlists import LexiconError, read_lexicon


class Words(NamedTuple):
    """The data of lexicon/naming.toml in normal form; phrases by their words."""

    given: frozenset[str]
    both: frozenset[str]
    link: frozenset[str]
    heads: frozenset[str]
    servant: frozenset[str]
    kunya: frozenset[str]
    thing: frozenset[str]
    groups: frozenset[str]
    printed: frozenset[str]
    ending: str
    common: frozenset[str]
    announce: frozenset[tuple[str, ...]]
    title: frozenset[tuple[str, ...]]
    kin: frozenset[tuple[str, ...]]
    among: frozenset[tuple[str, ...]]
    list: frozenset[tuple[str, ...]]
    conjunctions: tuple[str, ...]
    prepositions: tuple[str, ...]
    article: str


@cache
def load_words() -> Words:
    """The words by which names are known; raises LexiconError for a name that is no single word."""
    data, people, clitics = read_lexicon("naming"), read_lexicon("people")["name"], read_lexicon("endings")["clitic"]
    given = [*people["male"], *people["female"], *data["given"]["male"], *data["given"]["female"]]
    given += data["given"]["family"]

    def single(words: list[str]) -> frozenset[str]:
        return frozenset(normalize_phrase(word) for word in words)

    def phrases(name: str) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(normalize_phrase(phrase).split()) for phrase in data[name]["words"])

    for name in ("both", "link", "thing", "common"):
        if wrong := [word for word in data[name]["words"] if " " in word]:
            raise LexiconError(f"lexicon/naming.toml: {name}: {wrong[0]!r} is more than a word; leave it out")
    return Words(
        single([word for word in given if " " not in word]), single(data["both"]["words"]),
        single(data["link"]["words"]), single(data["link"]["heads"]), single(data["link"]["servant"]),
        single(data["kunya"]["heads"]), single(data["thing"]["words"]),
        single(data["thing"]["groups"]), frozenset(data["printed"]["words"]), data["family"]["ending"],
        single(data["common"]["words"]),
        phrases("announce"), phrases("title"), phrases("kin"), phrases("among"), phrases("list"),
        tuple(clitics["conjunction"]), tuple(clitics["preposition"]), clitics["article"][0],
    )  # fmt: skip
