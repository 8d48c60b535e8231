"""Tokens of a text: words, numbers, punctuation and line breaks, each with its place in the original."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import compress

from extractors.normalize import HARAKAT, INVISIBLE, LETTERS, TATWEEL, normalize_digits, normalize_word

WORD, NUMBER, MARK, BREAK, LATIN = "word", "number", "mark", "break", "latin"

_LETTER = f"[{LETTERS}{HARAKAT}{INVISIBLE}{TATWEEL}]"
# A masked word keeps its letters together: dots or stars are only swallowed between tatweels or letters of one word
# when a tatweel stands beside them («قتـ.ـلى», «شهـ*ـداء»).
WORD_PATTERN = rf"[{LETTERS}]{_LETTER}*(?:(?<={TATWEEL})[.*_/·•-]{{1,3}}(?={TATWEEL}){_LETTER}+)*"
_TOKEN = re.compile(
    rf"(?P<word>{WORD_PATTERN})"
    r"|(?P<number>[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,\u066b\u066c\u060c][0-9\u0660-\u0669\u06f0-\u06f9]+)*)"
    r"|(?P<latin>[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9'’_-]*)"
    r"|(?P<break>[\r\n\u2028\u2029]+)"
    rf"|(?P<mark>[^\s\w]|{TATWEEL}+)"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text as parallel lists: normal form, kind, and original offsets start:end.

    A word's `norms` is its normal form with clitics still on; a number's has ASCII digits and its separators as
    written; a mark's and break's the character itself («\\n» for any break).
    """

    text: str
    norms: list[str]
    kinds: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.norms)

    def surface(self, first: int, last: int) -> str:
        """The original characters of tokens first (included) to last (excluded)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


_WORDS: dict[str, str] = {}
_WORDS_LIMIT = 200_000


def word_norm(surface: str) -> str:
    """The normal form of a word as printed; each is worked out once."""
    known = _WORDS.get(surface)
    if known is None:
        if len(_WORDS) >= _WORDS_LIMIT:
            _WORDS.clear()
        known = _WORDS[surface] = normalize_word(surface)
    return known


def _norm(kind: str, surface: str) -> str:
    if kind == WORD:
        return word_norm(surface)
    if kind == NUMBER:
        return normalize_digits(surface)
    if kind == MARK:
        return surface[0]
    return "\n" if kind == BREAK else surface


def tokenize(text: str) -> Tokens:
    """Splits a text into tokens in one pass, in time proportional to its length."""
    found = list(_TOKEN.finditer(text))
    words = [match[0] for match in found]
    kinds = [match.lastgroup or MARK for match in found]
    known = _WORDS.get
    norms = [known(word) or _norm(kind, word) for word, kind in zip(words, kinds, strict=True)]
    if not all(norms):  # a word of nothing but signs that its normal form drops
        found = list(compress(found, norms))
        kinds = list(compress(kinds, norms))
        norms = list(filter(None, norms))
    return Tokens(text, norms, kinds, [match.start() for match in found], [match.end() for match in found])
