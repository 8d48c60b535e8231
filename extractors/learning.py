"""Places that articles teach: «قرية X جنوب إدلب» says where X lies, and enough such lessons make X known.

Pure: lessons come out of one article. The warehouse keeps and weighs them and hands the learnt names back to
extraction as rows of places_local, so that the same table and article always give the same events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.gazetteer.keys import phrase_key
from extractors.mentions import GOVERNORATE, PART, PlaceMention, level
from extractors.place_evidence import governorates_of, one_side
from extractors.places import find_places
from extractors.records import Article
from extractors.tokens import tokenize

_TAUGHT = frozenset({"village", "town", "city", "quarter", "camp"})
_TEACHERS = frozenset({GOVERNORATE, PART})


@dataclass(frozen=True, slots=True)
class Lesson:
    """One article's word on where a name lies: its key and spelling, the generic noun, the governorate it named."""

    key: str
    name: str
    kind: str
    governorate: str


def learn(article: Article) -> list[Lesson]:
    """What an article teaches of names that the gazetteer does not know, each name and governorate once."""
    found = [lesson for text in (article.title, article.text) if text for lesson in _lessons(text)]
    return list({(lesson.key, lesson.governorate): lesson for lesson in reversed(found)}.values())[::-1]


def _lessons(text: str) -> list[Lesson]:
    return find_lessons(find_places(tokenize(text)))


def find_lessons(mentions: Sequence[PlaceMention]) -> list[Lesson]:
    """What the mentions of one text teach, in its order; «قرى A وB بريف X» teaches both.

    A name that is only learnt counts as unknown, or each lesson would end what it rests on.
    """
    holders: dict[int, list[PlaceMention]] = {}
    for mention in mentions:
        holders.setdefault(mention.attached, []).append(mention)
    lessons: list[Lesson] = []
    joined: frozenset[str] = frozenset()
    for mention, noun in reversed([*zip(mentions, _nouns(mentions), strict=True)]):
        told = [_taught(mention, holder) for holder in holders.get(mention.first, ())]
        codes = frozenset().union(*told) or joined
        joined = codes if _is_listed(mention) else frozenset()
        if noun in _TAUGHT and len(codes) == 1 and _is_news(mention):
            lessons.append(Lesson(phrase_key(mention.name), mention.name, noun, next(iter(codes))))
    return lessons[::-1]


def _nouns(mentions: Sequence[PlaceMention]) -> Iterator[str]:
    """The generic noun of each mention; in a list that of its head."""
    noun = ""
    for mention in mentions:
        noun = noun if _is_listed(mention) and not mention.trigger else mention.trigger
        yield noun


def _is_listed(mention: PlaceMention) -> bool:
    """Whether a mention follows another in a list that a plural noun announced."""
    return mention.plural and mention.conj


def _is_news(mention: PlaceMention) -> bool:
    known = mention.known and not all(candidate.is_learnt for candidate in mention.candidates)
    return mention.kind == "place" and mention.role != "doubtful" and not known


def _taught(mention: PlaceMention, holder: PlaceMention) -> frozenset[str]:
    """The governorate that a holder names itself; what only lies in one teaches nothing."""
    if level(holder) not in _TEACHERS:
        return frozenset()
    codes = one_side(mention, governorates_of(holder))
    return codes if len(codes) == 1 else frozenset()
