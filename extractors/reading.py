"""One text read once: tokens, numbers, times, places, the lexicon's cues, sentences and headings.

Every later layer asks this object and never the text again.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from functools import cached_property
from itertools import accumulate, compress, pairwise
from typing import NamedTuple

from extractors.hits import CLOSING, DASHES, OPENING, OUTCOME_CLASSES, Hit, find_hits
from extractors.numerals import Number, find_numbers
from extractors.place_words import load_place_words
from extractors.places import PlaceMention, find_places
from extractors.records import TextField
from extractors.times import Time, find_times
from extractors.tokens import BREAK, MARK, WORD, Tokens
from extractors.wordlists import read_lexicon

__all__ = ["CLOSING", "COMMAS", "DASHES", "OPENING", "Hit", "Reading", "Sentence"]

SENTENCE_ENDS = frozenset(".!?؟؛;|…")
_ENDS = SENTENCE_ENDS | {"\n"}
COMMAS = frozenset("،,")
NEAR = 2_000  # tokens within which words of a paragraph still speak of a sentence; a page of a book ends before
LONGEST = 500  # tokens of a sentence: what every reader of sentences may cost is bounded by it
_NAME_REACH = 2  # tokens from a force's first word to «تحرير»
_TELLING = ("verb", "act", "cause", "result")
_AGENCY_WORDS = 3  # of an agency's name before a colon and the dateline
_HEADING_WORDS = 6
_TANWIN = tuple(read_lexicon("endings")["accusative"])
_TELLING_KINDS = frozenset({"country", "governorate", "place", "region", "district"})
_SHORT_NAME = 4
_WOUND_REACH = 6  # tokens from a wound to the part of the body
_WOUNDS = ("weapon", "severity", "act", "verb", "phrase", "result", "wound")
_GIVEN = 2  # given names before a family's
_ARTICLE = read_lexicon("endings")["article"]
_WHOLES = frozenset({"part", "region", "governorate", "direction"})  # kinds of places that hold others


class Sentence(NamedTuple):
    """Tokens first:last of one sentence, the paragraph it stands in, and the heading over it (tokens), if any."""

    first: int
    last: int
    paragraph: int
    heading: tuple[int, int] | None = None


class Reading:
    """A title or text with all that the lower layers found in it."""

    def __init__(self, tokens: Tokens, name: TextField, published: dt.date | None) -> None:
        self.tokens = tokens
        self.field = name
        self.norms = tokens.norms
        self.kinds = tokens.kinds
        self.hits = find_hits(tokens)
        self._published = published
        where: defaultdict[str, dict[int, Hit]] = defaultdict(dict)
        for at, hits in self.hits.items():
            for hit in reversed(hits):  # the longest comes first, and is to stand
                where[hit.entry.cls][at] = hit
        self._where: dict[str, dict[int, Hit]] = dict(where)
        self._starts: dict[str, list[int]] = {cls: [*starts] for cls, starts in where.items()}

    @cached_property
    def numbers(self) -> list[Number]:
        """All numbers; like all that follows, read only when asked for: most texts have no word of an outcome."""
        return find_numbers(self.tokens)

    @cached_property
    def times(self) -> list[Time]:
        """All words of time, less the days that places are named after («مدينة السادس من أكتوبر»)."""
        found = find_times(self.tokens, self._published, self.numbers)
        nouns = load_place_words().named_after_days
        return [time for time in found if time.kind != "day" or not self._led_by(nouns, time.first)]

    def _led_by(self, nouns: Container[str], at: int) -> bool:
        """Whether a noun of places («مدينة», «بجسر») stands right before a token."""
        before = self.norms[at - 1] if at > 0 else ""
        return before in nouns or (len(before) > _SHORT_NAME and before[1:] in nouns)

    @cached_property
    def time_at(self) -> dict[int, int]:
        """For each token of a time, its place in `times`."""
        return _cover([(t.first, t.last) for t in self.times])

    @cached_property
    def places(self) -> list[PlaceMention]:
        """All names of places."""
        return [_whole(p) for p in self._untimed(find_places(self.tokens)) if not self._is_word(p)]

    @cached_property
    def countries(self) -> Counter[str]:
        """How many of the places lie in one country alone, by country, those of sources and homes left out."""
        told = (p for p in self.places if not p.role and p.kind in _TELLING_KINDS)
        return Counter(c for p in told if (c := _only_country(p)) is not None)

    @cached_property
    def place_at(self) -> dict[int, int]:
        """For each token of a place, its place in `places`."""
        return _cover([(p.first, p.last) for p in self.places])

    @cached_property
    def number_at(self) -> dict[int, Number]:
        """By its first token each number that is no part of a time."""
        return {number.first: number for number in self.numbers if number.core_first not in self.time_at}

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences, each with the heading over it."""
        return _find_sentences(self)

    @cached_property
    def prose(self) -> list[int]:
        """For each sentence how many before it are no lines of a numbered list («1- خالد المصري»)."""
        listed = (self._is_line(s.heading[0] if s.heading is not None else s.first) for s in self.sentences)
        return list(accumulate((not line for line in listed), initial=0))

    def _is_line(self, at: int) -> bool:
        return self.norms[at].isdecimal() and at + 1 < len(self.norms) and self.norms[at + 1] in DASHES

    @cached_property
    def commas(self) -> set[int]:
        """The tokens that are commas."""
        return set(compress(range(len(self.norms)), map(COMMAS.__contains__, self.norms)))

    @cached_property
    def _counted(self) -> set[int]:
        return {at for number in self.numbers for at in range(number.first, number.last)}

    @cached_property
    def _place_starts(self) -> list[int]:
        return [p.first for p in self.places]

    @cached_property
    def _time_starts(self) -> list[int]:
        return [t.first for t in self.times]

    @cached_property
    def _number_starts(self) -> list[int]:
        return [n.first for n in self.numbers]

    @cached_property
    def _paragraphs(self) -> dict[int, tuple[int, int]]:
        paragraphs: dict[int, tuple[int, int]] = {}
        for sentence in self.sentences:
            first, _ = paragraphs.get(sentence.paragraph, (sentence.first, sentence.last))
            paragraphs[sentence.paragraph] = (first, sentence.last)
        return paragraphs

    def _untimed(self, places: list[PlaceMention]) -> Iterator[PlaceMention]:
        """The places, less the words of time that an unknown name ran into («الأتارب أول أمس»)."""
        for place in places:
            if place.first in self._counted and not (place.trigger and place.known):
                continue
            last = place.last
            while last > place.first and last - 1 in self.time_at:
                last -= 1
            timed = last == place.first and not place.trigger
            if last == place.last or (place.known and not timed):
                yield place
            elif last > place.first:
                yield place._replace(last=last, name=self.surface(place.first, last))

    def _is_word(self, place: PlaceMention) -> bool:
        """Whether a bare short name is rather a word of the sentence («أب» the father, not إب the city)."""
        if not place.trigger and place.kind not in ("governorate", "country") and self._is_name_of_else(place):
            return True
        if not place.trigger and place.last - place.first == 1 and self._is_whole_word(place):
            return True
        if not place.trigger and place.kind == "place" and self._is_family(place):
            return True
        if place.kind == "country" and self._qualifies_strike(place.first):
            return True
        if not place.trigger and (self._is_body(place) or self._is_surname(place)):
            return True
        if place.trigger or place.last - place.first > 1 or place.kind not in ("place", "governorate"):
            return False
        words, before = load_place_words(), self.norms[place.first - 1] if place.first > 0 else ""
        if before in words.role_prepositions or (place.kind == "governorate" and before in words.weak_prepositions):
            return False  # «في حماة» is the city, not the mother-in-law; «غارة على أبين» hit no two fathers
        if place.start < place.first or self._heads_line(place):
            return False  # «جنوب جنين», «جنين - وفا»
        return (
            len(self.norms[place.first]) <= _SHORT_NAME
            and self.hit(place.first, "person", "particle", "and", "report_stop") is not None
        )

    def _is_body(self, place: PlaceMention) -> bool:
        """«أصيب شاب برصاصة في القدم»: a part of the body behind a wound is no quarter of that name."""
        words, at = load_place_words(), place.first
        if place.norm not in words.body or place.last - at > 1:
            return False
        if self.norms[at] == place.norm and (at == 0 or self.norms[at - 1] != words.inside_of):
            return False
        return self.has(max(0, place.first - _WOUND_REACH), place.first, *_WOUNDS)

    def _is_surname(self, place: PlaceMention) -> bool:
        """«مراسل الجزيرة ليث جعار», «قال مصطفى الحاج يوسف»: a bare name right behind a given name."""
        at = place.first - 1
        given = self.hit(at, "name") if at >= 0 and self.hit(at, "particle") is None else None  # «على» is like «علي»
        words = self.norms[place.first : place.last]
        bare = place.start == place.first and place.norm == " ".join(words) and place.kind in ("place", "district")
        bare = bare and (len(words) == 1 or self.hit(place.last - 1, "name") is not None)
        return bare and given is not None and given.entry.tag in ("male", "female") and not given.prep

    def _qualifies_strike(self, at: int) -> bool:
        """«هجوماً تركياً» is written like the name of the country, but for its ending."""
        return self.surface(at, at + 1).endswith(_TANWIN) and self.hit(at - 1, "weapon", "strike") is not None

    def _heads_line(self, place: PlaceMention) -> bool:
        opens = place.first == 0 or self.kinds[place.first - 1] == BREAK
        return opens and place.last < len(self.kinds) and self.kinds[place.last] != WORD

    def _is_family(self, place: PlaceMention) -> bool:
        """«فاروق محمد الزرزور»: a definite name behind two given names."""
        at = place.first
        if at < _GIVEN or place.start < at or place.norm != self.norms[at] or not place.norm.startswith(_ARTICLE):
            return False
        given = [self.hit(back, "name") for back in range(at - _GIVEN, at)]
        return all(hit is not None and hit.entry.tag in ("male", "female") and not hit.article for hit in given)

    def _is_whole_word(self, place: PlaceMention) -> bool:
        """«وحدة من الجيش» is no «و» and a place: nothing is stripped where the whole is a word of the lexicon."""
        whole = self.norms[place.first]
        if whole == place.norm or not whole.endswith(place.norm):
            return False
        return any(not (hit.conj or hit.prep) for hit in self.hits.get(place.first, ()))

    def _is_name_of_else(self, place: PlaceMention) -> bool:
        """Whether the word stands in the name of a force or group, or tells («المعادي», «الدفاع», «تبنى»)."""
        adjective = self.hit(place.first, "actor")
        named = self.hit(place.first, "modifier", "report_verb", "separator") is not None
        return named or (adjective is not None and adjective.entry.kind == "adjective")

    def hit(self, at: int, *classes: str) -> Hit | None:
        """The longest cue of one of the classes that begins at a token, if any."""
        hits = self.hits.get(at)
        if hits is None:
            return None
        for hit in hits:
            if hit.entry.cls in classes:
                return hit
        return None

    def has(self, first: int, last: int, *classes: str) -> bool:
        """Whether a cue of one of the classes begins in tokens first:last."""
        for cls in classes:
            if cls in self._starts:
                starts = self._starts[cls]
                index = bisect_left(starts, first)
                if index < len(starts) and starts[index] < last:
                    return True
        return False

    def places_in(self, first: int, last: int) -> list[PlaceMention]:
        """The place mentions that begin in tokens first:last."""
        return self.places[bisect_left(self._place_starts, first) : bisect_left(self._place_starts, last)]

    def times_in(self, first: int, last: int) -> list[Time]:
        """The times that begin in tokens first:last."""
        return self.times[bisect_left(self._time_starts, first) : bisect_left(self._time_starts, last)]

    def numbers_in(self, first: int, last: int) -> list[Number]:
        """The numbers that begin in tokens first:last."""
        return self.numbers[bisect_left(self._number_starts, first) : bisect_left(self._number_starts, last)]

    def hits_in(self, first: int, last: int, *classes: str) -> list[Hit]:
        """The longest cue of one of the classes at each token of first:last where one begins."""
        if len(classes) == 1:
            where = self._where.get(classes[0])
            return [where[at] for at in self._starts_in(classes[0], first, last)] if where else []
        found = (self.hit(at, *classes) for at in self.starts_in(first, last, *classes))
        return [hit for hit in found if hit is not None]

    def is_inside(self, hit: Hit, *classes: str) -> bool:
        """«حادث دهس متعمد», «هيئة تحرير الشام»: whether a longer cue of one of the classes holds this one."""
        near = range(max(hit.first - _NAME_REACH, 0), hit.first + 1)
        others = (other for at in near for other in self.hits.get(at, ()) if other.entry.cls in classes)
        return any(other.last >= hit.last and len(other.entry.words) > len(hit.entry.words) for other in others)

    def starts_in(self, first: int, last: int, *classes: str) -> list[int]:
        """The tokens of first:last at which a cue of one of the classes begins, in order."""
        return sorted({at for cls in classes if cls in self._where for at in self._starts_in(cls, first, last)})

    def _starts_in(self, cls: str, first: int, last: int) -> list[int]:
        starts = self._starts[cls]
        return starts[bisect_left(starts, first) : bisect_left(starts, last)]

    def starts_of(self, *classes: str) -> set[int]:
        """The tokens at which a cue of one of the classes begins; who asks of every token asks this set first."""
        return {at for cls in classes for at in self._where.get(cls, ())}

    def paragraph(self, sentence: Sentence) -> tuple[int, int]:
        """Tokens of the paragraph that a sentence stands in, as far as they are near it."""
        first, last = self._paragraphs[sentence.paragraph]
        return max(first, sentence.first - NEAR), min(last, sentence.last + NEAR)

    def has_casualties(self) -> bool:
        """Whether any word of an outcome stands in the text; most articles end here."""
        return any(cls in self._where for cls in OUTCOME_CLASSES)

    def surface(self, first: int, last: int) -> str:
        """The original words of tokens first:last."""
        return self.tokens.surface(first, last)

    def is_mark(self, at: int, marks: frozenset[str]) -> bool:
        """Whether a token is one of these punctuation marks."""
        return self.kinds[at] == MARK and self.norms[at] in marks


def _only_country(place: PlaceMention) -> str | None:
    """The country of a place, where all that its name can mean lie in one."""
    countries = {candidate.country for candidate in place.candidates}
    return countries.pop() if len(countries) == 1 else None


def _whole(place: PlaceMention) -> PlaceMention:
    """«مدن وبلدات الغوطة الشرقية» names the region that they lie in, no town of that name."""
    kinds = {candidate.kind for candidate in place.candidates}
    if not (place.plural and kinds and kinds <= _WHOLES):
        return place
    return place._replace(kind="governorate" if "governorate" in kinds else "region", trigger="")


def _cover(spans: list[tuple[int, int]]) -> dict[int, int]:
    """For each covered token, the number of the span that covers it."""
    return {at: index for index, (first, last) in enumerate(spans) for at in range(first, last)}


def _find_sentences(reading: Reading) -> list[Sentence]:
    norms, kinds = reading.norms, reading.kinds
    marks = compress(range(len(norms)), map(_ENDS.__contains__, norms))
    ends = [at for at in marks if kinds[at] == BREAK or _ends_sentence(norms, kinds, at)]
    sentences: list[Sentence] = []
    paragraph = 0
    heading: tuple[int, int] | None = None
    fresh = True
    for first, end in _stretches(reading, ends):
        if first > 0 and kinds[first - 1] == BREAK:
            paragraph, heading, fresh = paragraph + 1, None, True
        if first < end:
            if fresh:
                heading = _find_heading(reading, first, end)
                first = heading[1] + 1 if heading else first
                fresh = False
            if first < end:
                sentences.append(Sentence(first, end, paragraph, heading))
            elif heading:
                # A heading alone on its line stands over the paragraph below.
                sentences.append(Sentence(end, end, paragraph, heading))
    return _carry_headings(sentences)


def _stretches(reading: Reading, ends: list[int]) -> Iterator[tuple[int, int]]:
    """Tokens first:last between ends; what goes on for longer than a sentence is cut, at a comma if one is near."""
    for before, end in pairwise([-1, *ends, len(reading.norms)]):
        first = before + 1
        while end - first > LONGEST:
            cut = first + LONGEST
            comma = next((at for at in range(cut, cut - LONGEST // 2, -1) if reading.is_mark(at, COMMAS)), cut - 1)
            yield first, comma + 1
            first = comma + 1
        yield first, end


def _ends_sentence(norms: list[str], kinds: list[str], at: int) -> bool:
    """Whether a mark ends its sentence; the stop behind a lone letter shortens a name («علي م. وزوجته»)."""
    shortens = norms[at] == "." and at > 0 and kinds[at - 1] == WORD and len(norms[at - 1]) == 1
    return not shortens or at + 1 >= len(norms) or kinds[at + 1] == BREAK


def _find_heading(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """Tokens of a paragraph's heading («ريف دمشق:») or dateline («دمشق ـ»): a few words with a place, then a colon."""
    for at in range(first, min(last, first + _HEADING_WORDS + 1)):
        agency = reading.norms[at] == ":" and at - first <= _AGENCY_WORDS and not reading.places_in(first, at)
        if agency and at + 1 in reading.place_at:
            continue  # «القلعة نيوز : بغداد - …»
        if reading.norms[at] in (":", "|") or (reading.norms[at] in DASHES and at > first):
            named = any(p.last <= at for p in reading.places_in(first, at))
            # «أصيب خمسة بقصف على حاس: …» is a toll, not what the paragraph is headed by.
            told = bool(reading.numbers_in(first, at)) and reading.has(first, at, "verb")
            # «قُتل مدنيان بلغم على طريق خناصر - حلب»: what begins with an outcome is no dateline.
            told = told or (reading.norms[at] in DASHES and reading.has(first, first + 1, *_TELLING))
            return (first, at) if named and at > first and not told else None
    return None


def _carry_headings(sentences: list[Sentence]) -> list[Sentence]:
    carried: list[Sentence] = []
    over: tuple[int, int] | None = None
    for sentence in sentences:
        if sentence.first == sentence.last:
            over = sentence.heading
            continue
        if sentence.heading:
            over = None
        carried.append(Sentence(sentence.first, sentence.last, sentence.paragraph, sentence.heading or over))
    return carried
