"""A count spread over places: «…، بينهم 20 في حمورية و15 في سقبا», «توزعوا على حمورية (20) وسقبا (15)» (Counting 7)."""

from __future__ import annotations

from typing import NamedTuple

from extractors.places import PlaceMention
from extractors.reading import CLOSING, COMMAS, DASHES, OPENING, Hit, Reading, Sentence
from extractors.tokens import MARK
from extractors.tolls import Scan, Toll
from extractors.victims import People
from extractors.wordlists import read_lexicon

RULE = "part of a sum"
_COLON = ":"
_AND = read_lexicon("endings")["clitic"]["conjunction"][0]
_ANYBODY = "civilian"
_FEWEST = 2  # parts that make a list
_PLACE_REACH, _SPELT_REACH = 6, 10  # tokens from a part's number to its place, the latter with what hit them between
_ASIDE_REACH = 12  # tokens of a bracket behind a part
_LEAD_REACH = 8  # tokens from «توزعوا» to the first part
_NAME_REACH = 2  # tokens before a place that leads its number («في مدينة حمورية 20»)
_ENDS = ("verb", "act", "result", "report_verb", "report_according", "relative", "separator")
_OUTCOMES = ("verb", "act", "result", "phrase")


class _Part(NamedTuple):
    """One part: tokens first:last with its people and where they were hit."""

    first: int
    last: int
    people: People
    each: bool = False


class _Spread(NamedTuple):
    """A list of parts and the token where it opens."""

    opener: int
    parts: list[_Part]


class PartsReader:
    """Finds the spread counts of one text; `find` before its tolls are read, `read` after."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading: Reading = scan.reading
        self._spreads: list[_Spread] = []
        self._spelt = False  # «هم: مدنيان … في حاس، وسيدة … في بنش»: the list says who each was, by noun or number

    def find(self, sentence: Sentence, counted: int) -> None:
        """Takes the people of each list of parts, so that they are neither a subset nor tolls of their own.

        `counted`: how many phrases with a number the sentence has.
        """
        self._spreads = []
        reading, first, last = self.reading, sentence.first, sentence.last
        if counted < _FEWEST or not reading.places_in(first, last):
            return
        done = first
        for at in self._openers(sentence):
            if at < done:
                continue
            self._spelt = reading.hit(at, "breakdown") is not None
            for start in self._starts(at, sentence):
                parts = self._parts(start, sentence)
                if len(parts) < self._fewest(at, parts) or not self._is_told(at, parts, sentence):
                    continue
                self._spreads.append(_Spread(at, parts))
                for part in parts:
                    self.scan.take(part.people, None)
                done = parts[-1].last
                break

    def _openers(self, sentence: Sentence) -> list[int]:
        """The tokens at which a list may open: a word for parts, a mark before a number, a place before its number."""
        reading = self.reading
        found = {hit.first for hit in reading.hits_in(sentence.first, sentence.last, "subset", "breakdown", "spread")}
        for number in reading.numbers_in(sentence.first + 1, sentence.last):
            before = number.first - 1
            if reading.kinds[before] == MARK:
                found.add(before)
            place = reading.place_at.get(before if before in reading.place_at else before - 1)
            if place is not None:
                found.add(reading.places[place].first)
        return sorted(at for at in found if at >= sentence.first)

    def opens_at(self, at: int) -> bool:
        """Whether a list of parts opens at a token."""
        return any(spread.opener == at for spread in self._spreads)

    def _starts(self, at: int, sentence: Sentence) -> range:
        """The tokens at which the first part may begin, if a list can open at this one."""
        reading = self.reading
        opener = reading.hit(at, "subset", "breakdown", "spread")
        if opener is not None and at > sentence.first - (opener.entry.cls == "spread"):
            reach = _LEAD_REACH if opener.entry.cls == "spread" else 2
            return range(opener.last, min(sentence.last, opener.last + reach))
        if reading.norms[at] == _COLON or reading.is_mark(at, COMMAS):
            return range(at + 1, min(sentence.last, at + 2))
        return range(at, at + 1) if self._leads(at, sentence) else range(0)

    def _leads(self, at: int, sentence: Sentence) -> bool:
        """«بلغت حصيلة القتلى في حمورية 20 وفي سقبا 15»: a place with its number behind it."""
        if at not in self.reading.place_at:
            return False
        place = self.reading.places[self.reading.place_at[at]]
        return place.first == at and self._value(place, sentence) is not None

    def _fewest(self, at: int, parts: list[_Part]) -> int:
        """«بينهم 20 في حمورية», «20 منهم في حمورية»: of those before a bare number with its place is a part."""
        if not parts or parts[0].people.noun != "":
            return _FEWEST
        return 1 if parts[0].people.of_them or self.reading.hit(at, "subset") is not None else _FEWEST

    def _is_told(self, at: int, parts: list[_Part], sentence: Sentence) -> bool:
        """Whether an outcome is told of them; behind a mere comma a larger count must stand before."""
        reading = self.reading
        if reading.hit(at, "subset") and any(_is_composition(part.people) for part in parts):
            return False
        if reading.is_mark(at, COMMAS):
            before = [p for p in self.scan.numbered.values() if sentence.first <= p.first < at]
            bare = all(p.people.result is None or not p.people.numbered for p in parts) and not parts[0].people.conj
            return bare and any(p.count.low >= sum(part.people.count.low for part in parts) for p in before)
        told = reading.has(sentence.first, at, *_OUTCOMES)
        return told or any(part.people.result is not None for part in parts) or self._tells_at(at, parts)

    def _tells_at(self, at: int, parts: list[_Part]) -> bool:
        return self.reading.has(at, parts[0].first, *_OUTCOMES)

    # --- parts ----------------------------------------------------------------------------------------------------

    def _parts(self, at: int, sentence: Sentence) -> list[_Part]:
        parts: list[_Part] = []
        while at < sentence.last:
            part = self._counted_first(at, sentence, bool(parts)) or self._placed_first(at, sentence)
            if part is None or part.people.first in self.scan.taken:
                return parts
            parts.append(part)
            at = part.last
            while at < sentence.last and (self.reading.is_mark(at, COMMAS) or self.reading.hit(at, "and")):
                at += 1
        return parts

    def _counted_first(self, at: int, sentence: Sentence, begun: bool = False) -> _Part | None:
        """«20 في حمورية», «9 منهم في غارات على الأتارب», «ستة قتلى في مدينة الصدر (بينهم طفل)».

        In a list that has begun a noun alone is a part too: «12 في حلب وتسعة في إدلب وشهيد في دير الزور».
        """
        people = self.scan.people.read(at)
        reading = self.reading
        if people is None or not (self._is_counted(people) or (begun and self._is_single(people))):
            return None
        if reading.hit(people.last, "severity") is not None:
            return None
        reach = _SPELT_REACH if self._spelt else _PLACE_REACH
        for here in range(people.last, min(sentence.last, people.last + reach)):
            if here in reading.place_at:
                return self._behind(at, reading.places[reading.place_at[here]], people, sentence)
            if reading.kinds[here] == MARK or here in reading.number_at or reading.hit(here, *_ENDS):
                return None
        return None

    def _behind(self, first: int, place: PlaceMention, people: People, sentence: Sentence) -> _Part | None:
        struck = _can_be_hit(place) or (place.role == "home" and self._were_taken(first, sentence))
        if not struck or self._value(place, sentence) is not None:
            return None  # «12 في غارات على أريحا (سبعة) وسرمين (خمسة)»
        last = max(place.last, place.end)
        last = self._places_on(last, sentence)
        if last < sentence.last and self.reading.is_mark(last, OPENING):
            closing = range(last, min(sentence.last, last + _ASIDE_REACH))
            last = next((here + 1 for here in closing if self.reading.is_mark(here, CLOSING)), last)
        each = self._are_each(people, place, last)
        return _Part(first, self._composed(last, sentence), people, each)

    def _are_each(self, people: People, place: PlaceMention, last: int) -> bool:
        """«وشهيد في كل من دير الزور وحمص», «شهيدان في كل من حمص وحماة ودرعا»: fewer than the places share no sum."""
        named = [p for p in self.reading.places_in(place.first, last) if _can_be_hit(p) and p.attached < 0]
        return self.reading.has(people.last, place.first, "each_among") and people.count.low < len(named)

    def _were_taken(self, at: int, sentence: Sentence) -> bool:
        """«اعتقل تسعة، بينهم ثلاثة من يعبد»: people are arrested where they live; not so the dead."""
        told = self.reading.hits_in(sentence.first, at, *_OUTCOMES)
        return bool(told) and told[-1].entry.tag == "detained"

    def _composed(self, last: int, sentence: Sentence) -> int:
        """One past «بينهم طفلان» behind a part."""
        subset = self.reading.hit(last, "subset") if last < sentence.last else None
        who = self.scan.people.read(subset.last) if subset is not None and subset.last < sentence.last else None
        return who.last if who is not None and who.groups and who.last <= sentence.last else last

    def _places_on(self, last: int, sentence: Sentence) -> int:
        """One past the places joined to one, or that hold it («في حاس وكفرنبل بريف إدلب»), if no number is theirs."""
        reading = self.reading
        while last < sentence.last and last in reading.place_at:
            place = reading.places[reading.place_at[last]]
            if self._value(place, sentence) is not None:
                return last
            last = max(place.last, place.end)
        return last

    def _placed_first(self, at: int, sentence: Sentence) -> _Part | None:
        """«حمورية (20 قتيلاً)», «وفي سقبا 15», «حمورية: 20», «وجسرين وزملكا (7 لكل منهما)»."""
        reading = self.reading
        for here in range(at, min(sentence.last, at + _NAME_REACH + 1)):
            if here in reading.place_at:
                return self._valued(reading.places[reading.place_at[here]], sentence)
            if here in reading.number_at or reading.kinds[here] == MARK or reading.hit(here, *_ENDS):
                return None
        return None

    def _valued(self, place: PlaceMention, sentence: Sentence) -> _Part | None:
        reading, first = self.reading, place.first
        while _can_be_hit(place):
            value = self._value(place, sentence)
            if value is not None:
                people, last = value
                each = reading.hit(people.last, "each_of") is not None if people.last < sentence.last else False
                return _Part(first, last, people, each)
            if place.last not in reading.place_at:
                return None
            place = reading.places[reading.place_at[place.last]]
        return None

    def _value(self, place: PlaceMention, sentence: Sentence) -> tuple[People, int] | None:
        """The people counted right behind a place, and one past them and their bracket."""
        reading, at = self.reading, max(place.last, place.end)
        if at >= sentence.last:
            return None
        bracket = reading.is_mark(at, OPENING) and at not in reading.number_at  # «(15)» is a number, bracket and all
        at += bracket or reading.norms[at] == _COLON or reading.norms[at] in DASHES
        people = self.scan.people.read(at) if at in reading.number_at else None
        if people is None or people.conj or not self._is_counted(people):
            return None
        last = people.last
        if bracket:
            inside = range(last, min(sentence.last, last + _ASIDE_REACH))
            last = next((here + 1 for here in inside if reading.is_mark(here, CLOSING)), last)
        elif last in reading.place_at and reading.kinds[at] != MARK and not reading.norms[last].startswith(_AND):
            return None  # «حمورية 20 سقبا»: whose number it is stays open
        return people, last

    def _is_counted(self, people: People) -> bool:
        spelt = self._spelt and people.noun == "known" and people.number != "plural" and not people.own
        counted = people.numbered and people.noun != "unknown"
        return (counted or spelt) and people.first not in self.scan.subset

    def _is_single(self, people: People) -> bool:
        told = people.result is not None and people.number in ("singular", "dual")
        return told and not people.own and not people.definite and people.first not in self.scan.subset

    # --- tolls ----------------------------------------------------------------------------------------------------

    def read(self, index: int, sentence: Sentence, tolls: list[Toll]) -> list[Toll]:
        """The tolls of the parts; what they are parts of is marked as a whole."""
        found: list[Toll] = []
        for spread in self._spreads:
            whole = self._whole(spread, tolls)
            if whole is not None:
                whole.whole = True
            cue = whole.cue if whole is not None else self._cue(spread, sentence)
            outcome = whole.outcome if whole is not None else cue.entry.tag if cue is not None else ""
            for part in spread.parts:
                if part.people.result is not None:
                    outcome = part.people.result.tag
                if outcome in ("", "none"):
                    continue
                found += self._tolls(part, outcome, cue, index, whole)
        return found

    def _whole(self, spread: _Spread, tolls: list[Toll]) -> Toll | None:
        """The toll before the list that its parts add up to, else the nearest that is no smaller."""
        before = [t for t in tolls if t.people.last <= spread.parts[0].first and t.first < spread.opener]
        total = sum(part.people.count.low for part in spread.parts)
        equal = next((t for t in before if t.count.low == total), None)
        larger = next((t for t in reversed(before) if t.count.low >= total), None)
        return equal or larger or (before[-1] if before else None)

    def _cue(self, spread: _Spread, sentence: Sentence) -> Hit | None:
        hits = self.reading.hits_in(sentence.first, spread.parts[0].first, "result", "act")
        return hits[-1] if hits else None

    def _tolls(self, part: _Part, outcome: str, cue: Hit | None, index: int, whole: Toll | None) -> list[Toll]:
        starts = [part.first]
        if part.each:
            inside = self.reading.places_in(part.first, part.last)
            starts = [place.first for place in inside if _can_be_hit(place)]
        people = part.people
        tolls = []
        for first in starts:
            toll = Toll(
                outcome, people, cue, first, max(people.last, first + 1), index, RULE, list(people.groups),
                side=people.side, gapped=True,
            )  # fmt: skip
            if whole is not None:
                toll.circumstance, toll.weapon, toll.void = whole.circumstance, whole.weapon, whole.void
            self.scan.take(people, toll)
            tolls.append(toll)
        return tolls


def _can_be_hit(place: PlaceMention) -> bool:
    return place.role in ("", "doubtful") and place.kind not in ("country", "anaphor")


def _is_composition(people: People) -> bool:
    """«بينهم أربعة أطفال في …» says who they were."""
    return people.other or any(group != _ANYBODY for group, _ in people.groups)
