"""Why each count of an article is there, and why each other number of it is none.

Reads nothing that the coder did not read: its tolls, void ones included, its drafts and how they were merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extractors.casualties import Coding, Layer, code
from extractors.counted import is_nickname
from extractors.draft import Draft
from extractors.numerals import Number
from extractors.outcomes import Toll
from extractors.reading import Reading
from extractors.records import Article, CasualtyEvent, Count, Span
from extractors.tokens import NUMBER, WORD
from extractors.victims import People
from extractors.wordlists import phrase_words, read_lexicon

_AGE_REACH = 4  # tokens before a number in which «البالغ من العمر» says that it is an age
_SUBSETS = ("subset", "share", "breakdown")

REASONS = (
    # what the clause says of the toll
    "negation", "irreal",
    # why its draft is no event (extractors.voiding)
    "no conflict", "recalled", "released", "staged", "another article", "superseded", "old", "general", "the attacker",
    "explains a toll", "told split", "told before",
    # how it belongs to a toll told elsewhere in the article
    "headline", "repeat", "replaced", "rival", "part", "subset",
    # what the number is instead
    "date", "year", "age", "percent", "ordinal", "zero", "name", "thing", "noun", "people", "bare",
)  # fmt: skip
"""Every reason to pass a number over, in the order in which they are looked for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Another place of the article that tells of an event's people: repeat, update, rival, part, more or both."""

    span: Span
    verdict: str
    counts: dict[str, Count]


@dataclass(frozen=True, slots=True)
class Explained:
    """An event with the other places that tell of it."""

    event: CasualtyEvent
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """A number, or people without one, that gave no count: where, its words, one of REASONS, and the word behind."""

    span: Span
    words: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article's events and what was passed over, both in the order of the text, the title before it."""

    article: Article
    events: tuple[Explained, ...]
    passed: tuple[Passed, ...]


def explain(article: Article) -> Explanation:
    """Why each count of the article is there and each other number is not; raises nothing on any text."""
    coding = code(article)
    pairs = zip(coding.events, coding.merged, strict=True)
    events = tuple(Explained(event, tuple(map(_mention, merged.mentions))) for event, merged in pairs)
    passed = [passed for layer in coding.layers for passed in _Judge(coding, layer).passed()]
    return Explanation(article, events, tuple(passed))


def _mention(draft: Draft) -> Mention:
    return Mention(
        _span(draft.reading, draft.unit.tolls[0].first, draft.unit.tolls[-1].last), draft.verdict, draft.counts
    )


def _span(reading: Reading, first: int, last: int, role: str = "passed") -> Span:
    return Span(reading.field, reading.tokens.starts[first], reading.tokens.ends[last - 1], role)


class _Words(NamedTuple):
    age: frozenset[str]
    years: frozenset[str]


@cache
def _words() -> _Words:
    data = read_lexicon("passed")
    return _Words(*(frozenset(phrase_words(form)[0] for form in data[name]) for name in ("age", "years")))


@dataclass(slots=True)
class _Judge:
    """Judges the numbers of one title or text."""

    coding: Coding
    layer: Layer
    counted: set[int] = field(default_factory=set)
    why: dict[int, str] = field(default_factory=dict)

    def passed(self) -> Iterator[Passed]:
        """All that was passed over, in the order of the text."""
        self._sort_tolls()
        found = [*self._numbers(), *self._people()]
        yield from sorted(found, key=lambda passed: (passed.span.start, passed.span.end))

    # tolls

    def _sort_tolls(self) -> None:
        """Which tolls are counts, and why the others are none."""
        for merged in self.coding.merged:
            self.counted.update(id(toll) for tolls in merged.tolls.values() for toll in tolls)
            for draft in (merged, *merged.mentions):
                reason = {"repeat": "repeat", "rival": "rival", "part": "part"}.get(draft.verdict, "replaced")
                self.why |= {id(toll): reason for toll in draft.unit.tolls}
        for draft in self.layer.drafts:
            for toll in draft.unit.tolls:
                self.why.setdefault(id(toll), draft.void or "headline")
        self.why |= {id(toll): toll.void for toll in self.layer.tolls if toll.void}

    def _tolls_at(self, first: int, last: int) -> Iterator[tuple[Toll, bool]]:
        """The tolls that own a token of first:last, and whether it counts their people."""
        for toll in self.layer.tolls:
            if any(p.first < last and first < p.last for p in (toll.people, *toll.parts)):
                yield toll, True
            elif toll.first < last and first < toll.last:
                yield toll, False

    def _people(self) -> Iterator[Passed]:
        """People told without a number («سقوط قتلى») that gave no count."""
        reading = self.layer.reading
        for toll in self.layer.tolls:
            if id(toll) not in self.counted and not _holds_number(reading, toll.people):
                yield self._passed(toll.people.first, toll.people.last, self.why.get(id(toll), "replaced"))

    # numbers

    def _numbers(self) -> Iterator[Passed]:
        for number in self.layer.reading.numbers:
            tolls = list(self._tolls_at(number.core_first, number.core_last))
            if any(own and id(toll) in self.counted for toll, own in tolls):
                continue
            reason, detail = self._reason(number, tolls)
            yield self._passed(number.first, number.last, reason, detail)

    def _passed(self, first: int, last: int, reason: str, detail: str = "") -> Passed:
        reading = self.layer.reading
        return Passed(_span(reading, first, last), reading.surface(first, last), reason, detail)

    def _reason(self, number: Number, tolls: list[tuple[Toll, bool]]) -> tuple[str, str]:
        own = next((toll for toll, is_own in tolls if is_own), None)
        if own is not None:
            return self.why.get(id(own), "replaced"), ""
        if tolls and self._in_subset(number, tolls[-1][0]) and not _is_age(self.layer.reading, number):
            return "subset", ""
        for name, test in _TESTS.items():
            if test(self.layer.reading, number):
                return name, ""
        return _counted(self.layer.reading, number)

    def _in_subset(self, number: Number, toll: Toll) -> bool:
        return number.first >= toll.people.last and self.layer.reading.has(toll.people.last, number.first, *_SUBSETS)


def _holds_number(reading: Reading, people: People) -> bool:
    return any(at in reading.number_at for at in range(people.first, people.last))


def _counted(reading: Reading, number: Number) -> tuple[str, str]:
    """What stands behind a number that nothing else explains: a thing, people, an unknown noun, or nothing."""
    at = number.last
    if at >= len(reading.norms):
        return "bare", ""
    word = reading.surface(at, at + 1)
    if reading.hit(at, "thing"):
        return "thing", word
    if reading.hit(at, "person", "result", "other", "collective", "people_unit"):
        return "people", word
    if at in reading.hits or reading.kinds[at] != WORD:
        return "bare", ""
    return "noun", word


def _is_age(reading: Reading, number: Number) -> bool:
    words, norms = _words(), reading.norms
    told = any(norms[at] in words.age for at in range(max(0, number.first - _AGE_REACH), number.first))
    behind = norms[number.last] if number.last < len(norms) else ""
    return told and (behind in words.years or number.last >= len(norms) or reading.kinds[number.last] != WORD)


def _is_name(reading: Reading, number: Number) -> bool:
    return number.core_first in reading.place_at or is_nickname(reading, number)


def _is_date(reading: Reading, number: Number) -> bool:
    """A word of time holds it, or it is half of a clock's «18:22»."""
    beside = [reading.norms[at] for at in (number.first - 1, number.last) if 0 <= at < len(reading.norms)]
    return number.core_first in reading.time_at or (number.digits and ":" in beside and _is_clock(reading, number))


def _is_clock(reading: Reading, number: Number) -> bool:
    other = (number.first - 2, number.last + 1)
    return any(0 <= at < len(reading.norms) and reading.kinds[at] == NUMBER for at in other)


_TESTS: dict[str, Callable[[Reading, Number], bool]] = {
    "age": _is_age,
    "date": _is_date,
    "percent": lambda reading, number: number.percent,
    "ordinal": lambda reading, number: number.ordinal,
    "zero": lambda reading, number: number.low == 0,
    "name": _is_name,
    "year": lambda reading, number: number.year_like,
}
