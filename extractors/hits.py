"""Cues of one text: where entries of the lexicon stand in it, with the clitics before them.

What can be known of a word alone is kept, so that a word costs one look-up however often it comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import compress
from typing import NamedTuple

from extractors.lexicon import Entry, load_lexicon
from extractors.tokens import WORD, WORD_PATTERN, Tokens, word_norm
from extractors.wordlists import read_lexicon

OPENING = frozenset('«"“([')
CLOSING = frozenset('»"”″)]')
DASHES = frozenset("-–—\u0640")
OUTCOME_CLASSES = frozenset({"verb", "act", "result", "phrase", "fall", "cases"})
_PASSED_OVER = OPENING | CLOSING | DASHES
_WORDS_LIMIT = 200_000
_WORD = re.compile(WORD_PATTERN)


class Hit(NamedTuple):
    """A lexicon entry at tokens first:last; `conj`, `prep` and `article` are the clitics before its first word."""

    entry: Entry
    first: int
    last: int
    conj: str = ""
    prep: str = ""
    article: bool = False


# `Hit(…)` without the Python frame that a NamedTuple's own constructor takes: a text makes hundreds.
_hit: Callable[[tuple[Entry, int, int, str, str, bool]], Hit] = partial(tuple.__new__, Hit)

_Way = tuple[Entry, str, str, bool]


class _Word(NamedTuple):
    """What may begin at a word: entries of it alone, and longer ones by their second word; both with clitics."""

    alone: tuple[_Way, ...]
    longer: dict[str, tuple[_Way, ...]]


class _Splitter:
    """Reads words as clitics and a first word of the lexicon."""

    def __init__(self) -> None:
        data = read_lexicon("endings")["clitic"]
        self.conjunctions = tuple(data["conjunction"])
        self.prepositions = tuple(data["preposition"])
        self.article: str = data["article"][0]
        self.merged: str = data["merged"][0]
        self.index = load_lexicon().entries
        self.known: dict[str, _Word | None] = {}
        self.idle: set[str] = set()
        self.telling: set[str] = set()

    def split(self, norm: str) -> _Word | None:
        """All that may begin at a word, the least stripped first; None for most words."""
        if len(self.known) >= _WORDS_LIMIT:
            self.known.clear()
        alone: list[_Way] = []
        longer: dict[str, list[_Way]] = {}
        for entries, conj, prep, article in self._ways(norm):
            for entry in entries:
                way = (entry, conj, prep, article)
                if len(entry.words) == 1:
                    alone.append(way)
                else:
                    longer.setdefault(entry.words[1], []).append(way)
        word = (
            _Word(tuple(alone), {second: tuple(ways) for second, ways in longer.items()}) if alone or longer else None
        )
        self.known[norm] = word
        return word

    def _ways(self, norm: str) -> Iterator[tuple[tuple[Entry, ...], str, str, bool]]:
        rests = [(norm, "")] + [(norm[1:], c) for c in self.conjunctions if norm.startswith(c) and len(norm) > 2]
        rests += [
            (self.article + rest[2:], conj) for rest, conj in rests if rest.startswith(self.merged) and len(rest) > 4
        ]
        for rest, conj in rests:
            for word, prep in self._prepositions(rest):
                for stem, article in self._articles(word, prep):
                    entries = self.index.get(stem)
                    if entries and len(stem) > 1:
                        yield entries, conj, prep, article

    def _prepositions(self, word: str) -> list[tuple[str, str]]:
        return [(word, "")] + [(word[1:], p) for p in self.prepositions if word.startswith(p) and len(word) > 3]

    def _articles(self, word: str, prep: str) -> list[tuple[str, bool]]:
        ways = [(word, False)]
        if (word.startswith(self.article) and len(word) > 4) or (
            not prep and word.startswith(self.merged) and len(word) > 4
        ):
            ways.append((word[2:], True))
        return ways

    def may_tell(self, surface: str) -> bool:
        """Whether a cue of an outcome may begin at a word as printed; the word is kept in `telling` or `idle`."""
        word = self.split(word_norm(surface))
        ways = [*word.alone, *(way for ways in word.longer.values() for way in ways)] if word else []
        tells = any(entry.cls in OUTCOME_CLASSES for entry, *_ in ways)
        kept = self.telling if tells else self.idle
        if len(kept) >= _WORDS_LIMIT:
            kept.clear()
        kept.add(surface)
        return tells


@cache
def _splitter() -> _Splitter:
    return _Splitter()


def may_tell_outcomes(text: str) -> bool:
    """Whether any word of a text can begin a cue of an outcome; False is certain, and costs no more than the look."""
    splitter = _splitter()
    words = set(_WORD.findall(text))
    return not splitter.telling.isdisjoint(words) or any(map(splitter.may_tell, words - splitter.idle))


def find_hits(tokens: Tokens) -> dict[int, tuple[Hit, ...]]:
    """The cues that begin at each token, the longest first."""
    found: dict[int, tuple[Hit, ...]] = {}
    splitter = _splitter()
    known, split, norms = splitter.known, splitter.split, tokens.norms
    for at in compress(range(len(norms)), map(WORD.__eq__, tokens.kinds)):
        norm = norms[at]
        word = known[norm] if norm in known else split(norm)
        if word is None:
            continue
        here = [_hit((entry, at, at + 1, conj, prep, article)) for entry, conj, prep, article in word.alone]
        following = norms[at + 1] if word.longer and at + 1 < len(norms) else ""
        if following in word.longer or following in _PASSED_OVER:  # few words stand before what a phrase goes on with
            here = [*_find_longer(word, norms, at), *here]
        if here:
            found[at] = tuple(here)
    return found


def _find_longer(word: _Word, norms: list[str], at: int) -> list[Hit]:
    """The phrases of several words that begin at a token, the longest first.

    Quotation marks and dashes inside are passed over («غرفة عمليات «ردع العدوان»», «أرض - أرض»).
    """
    second = at + 1
    while second < len(norms) and norms[second] in _PASSED_OVER:
        second += 1
    ways = word.longer.get(norms[second]) if second < len(norms) else None
    if ways is None:
        return []
    hits = []
    for entry, conj, prep, article in ways:
        last = second + 1 if len(entry.words) == 2 else _match(entry.words, norms, second)
        if last:
            hits.append(_hit((entry, at, last, conj, prep, article)))
    if len(hits) > 1:
        hits.sort(key=lambda hit: -hit.last)
    return hits


def _match(words: tuple[str, ...], norms: list[str], second: int) -> int:
    """One past the last token of a phrase whose second word stands at `second`, 0 if the rest does not follow."""
    at = second
    for word in words[2:]:
        at += 1
        while at < len(norms) and norms[at] in _PASSED_OVER:
            at += 1
        if at >= len(norms) or norms[at] != word:
            return 0
    return at + 1
