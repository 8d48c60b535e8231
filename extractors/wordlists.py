"""What the lexicon files have in common: a validating reader, and tables that find phrases beside a token."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Generic, TypeVar

from extractors.normalize import normalize_word

# Farsi yeh and keheh and the presentation forms look like the Arabic letters but never match them.
_FORBIDDEN = {"\u06cc": "Farsi yeh", "\u06a9": "keheh", "\u06c1": "heh goal"}

T = TypeVar("T")


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message names file, key and remedy."""


def read_lexicon(name: str) -> dict[str, Any]:
    """The parsed lexicon file `extractors/lexicon/<name>.toml`; raises LexiconError if it breaks a rule of spelling."""
    text = resources.files("extractors").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8")
    return parse_lexicon(name, text)


def parse_lexicon(name: str, text: str) -> dict[str, Any]:
    """A lexicon text as nested tables, every string in it checked: NFC, no look-alike letters, not empty."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"lexicon/{name}.toml: {error}") from None
    for key, value in _strings(tables, ""):
        fault = _fault(value)
        if fault:
            raise LexiconError(f"lexicon/{name}.toml: {key}: {value!r} {fault}")
    return tables


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}".lstrip("."), str(key)
            yield from _strings(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _strings(inner, f"{path}[{at}]")


def _fault(value: str) -> str | None:
    if unicodedata.normalize("NFC", value) != value:
        return "is not in Unicode form NFC; type it again composed"
    for char in value:
        if char in _FORBIDDEN:
            return f"has {_FORBIDDEN[char]}; use the Arabic letter"
        if "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc":
            return f"has the presentation form U+{ord(char):04X}; use the plain letter"
    return None


@dataclass(slots=True)
class Phrases(Generic[T]):
    """Phrases of normal-form words with a value each, found by their last or their first word; the longest wins.

    `prefixes` are the clitics that a phrase's first word may carry in the text.
    """

    prefixes: tuple[str, ...] = ("",)
    _heads: dict[str, str] = field(default_factory=dict)
    _phrases: dict[tuple[str, ...], T] = field(default_factory=dict)
    # By a word as printed: how many words the phrases have that end with it, the most first, and those that begin with
    # it. Callers ask them first: most words are in neither.
    lasts: dict[str, list[int]] = field(default_factory=dict)
    firsts: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)

    def add(self, words: tuple[str, ...], value: T) -> None:
        """Adds one phrase; the value of its first addition stands."""
        self._phrases.setdefault(words, value)

    def sort(self) -> Phrases[T]:
        """Indexes the phrases once all are added; returns itself.

        Raises LexiconError where one phrase's first word with a clitic is another's first word: it would hide it.
        """
        bare = {words[0] for words in self._phrases}
        self._heads = {prefix + first: first for first in bare for prefix in self.prefixes}
        for variant, head in self._heads.items():
            if variant != head and variant in bare:
                raise LexiconError(f"a phrase begins with {variant!r}, {head!r} with a clitic; leave the clitic out")
        for words, value in sorted(self._phrases.items(), key=lambda entry: -len(entry[0])):
            for prefix in self.prefixes:
                self.firsts.setdefault(prefix + words[0], []).append((words[1:], value))
            lasts = [prefix + words[0] for prefix in self.prefixes] if len(words) == 1 else [words[-1]]
            for last in lasts:
                lengths = self.lasts.setdefault(last, [])
                if len(words) not in lengths:
                    lengths.append(len(words))
        return self

    def before(self, norms: list[str], end: int, floor: int = 0) -> tuple[int, T] | None:
        """The phrase whose last token is end − 1, as (its first token, its value)."""
        for length in self.lasts.get(norms[end - 1], ()) if end > floor else ():
            start = end - length
            head = self._heads.get(norms[start]) if start >= floor else None
            words = (head, *norms[start + 1 : end]) if head is not None else ()
            if words in self._phrases:
                return start, self._phrases[words]
        return None

    def after(self, norms: list[str], start: int) -> tuple[int, T] | None:
        """The phrase whose first token is `start`, as (one past its last token, its value)."""
        phrases = self.firsts.get(norms[start]) if start < len(norms) else None
        if phrases is None:
            return None
        following = norms[start + 1] if start + 1 < len(norms) else ""
        for rest, value in phrases:
            end = start + 1 + len(rest)
            if not rest or (rest[0] == following and tuple(norms[start + 1 : end]) == rest):
                return end, value
        return None

    def heads(self) -> set[str]:
        """All words that begin a phrase, with clitics."""
        return set(self._heads)

    def head(self, norm: str) -> tuple[str, str] | None:
        """A phrase's first word as (without its clitics, the clitics), None for any other word."""
        head = self._heads.get(norm)
        return None if head is None else (head, norm[: len(norm) - len(head)])


def phrase_words(phrase: str) -> tuple[str, ...]:
    """The normal forms of a phrase's words."""
    return tuple(filter(None, map(normalize_word, phrase.split())))


def glue(words: tuple[str, ...], particles: Iterable[str]) -> list[tuple[str, ...]]:
    """The phrase as written and with its particles written onto the next word («ما يقارب», «مايقارب»)."""
    known = frozenset(particles)
    variants: list[tuple[str, ...]] = [()]
    for word in words:
        variants = [
            joined
            for done in variants
            for joined in ([(*done, word), (*done[:-1], done[-1] + word)] if _ends_in(done, known) else [(*done, word)])
        ]
    return variants


def _ends_in(words: tuple[str, ...], particles: frozenset[str]) -> bool:
    return bool(words) and (words[-1] in particles or any(words[-1] == a + b for a in particles for b in particles))
