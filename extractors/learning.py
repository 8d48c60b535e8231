"""Places that articles teach: «قرية X جنوب إدلب» says where X lies, and enough such lessons make X known.

Pure: lessons come out of one article, and a table of lessons decides which names are learnt. Who keeps the table hands
it back to extraction as places_local rows, so that the same table and article always give the same events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.gazetteer.keys import phrase_key
from extractors.mentions import GOVERNORATE, PART, PlaceMention, level
from extractors.place_evidence import governorates_of, one_side

LEAST_SOURCES = 3
_TAUGHT = frozenset({"village", "town", "city", "quarter", "camp"})
_TEACHERS = frozenset({GOVERNORATE, PART})
SOURCE = "learnt"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One article's word on where a name lies: tokens first:last, the generic noun, the governorate it named."""

    name: str
    kind: str
    governorate: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """A name with what its lessons agree on; `sources` are independent outlets or claimants, dates ISO."""

    name: str
    kind: str
    governorate: str
    articles: int
    sources: int
    first_seen: str
    approved: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether later bare mentions may use it: approved by an analyst, or told by enough sources and not refused."""
        return self.approved == "yes" or (self.approved != "no" and self.sources >= LEAST_SOURCES)


def find_lessons(mentions: Sequence[PlaceMention]) -> list[Lesson]:
    """What the mentions of one text teach of names that the gazetteer does not know, in order of the text."""
    lessons = []
    for mention in mentions:
        if mention.known or mention.role or mention.trigger not in _TAUGHT or mention.kind != "place":
            continue
        codes = {code for holder in mentions if holder.attached == mention.first for code in _taught(mention, holder)}
        if len(codes) == 1:
            lessons.append(Lesson(mention.name, mention.trigger, codes.pop(), mention.first, mention.last))
    return lessons


def _taught(mention: PlaceMention, holder: PlaceMention) -> frozenset[str]:
    """The governorate that a holder names itself; what only lies in one teaches nothing."""
    if level(holder) not in _TEACHERS:
        return frozenset()
    codes = one_side(mention, governorates_of(holder))
    return codes if len(codes) == 1 else frozenset()


def weigh_lessons(told: Iterable[tuple[Lesson, str, str]]) -> list[Learnt]:
    """The names of lessons with (source, ISO day) each that all place in one governorate, sorted by name.

    A name that any lesson places elsewhere is left out: it has homonyms.
    """
    by_name: dict[str, list[tuple[Lesson, str, str]]] = defaultdict(list)
    for lesson, source, day in told:
        by_name[phrase_key(lesson.name)].append((lesson, source, day))
    learnt = []
    for entries in by_name.values():
        if len({lesson.governorate for lesson, _, _ in entries}) == 1:
            first = entries[0][0]
            days = min(day for _, _, day in entries)
            sources = len({source for _, source, _ in entries})
            learnt.append(Learnt(first.name, first.kind, first.governorate, len(entries), sources, days))
    return sorted(learnt, key=lambda name: name.name)
