"""Subsets («بينهم ثلاثة أطفال», «معظمهم نساء»): they go to the victims of the toll before them, never to its sum."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.cues import CueReader
from extractors.lists import belongs_to_verb
from extractors.parts import PartsReader
from extractors.reading import CLOSING, COMMAS, OPENING, Hit, Sentence
from extractors.records import Count
from extractors.tolls import Region, Scan, Toll
from extractors.victims import VAGUE_LOW, People
from extractors.wordlists import read_lexicon

_COLON = ":"
_HOW_REACH = 2  # tokens behind those of a list in which «تحت التعذيب» says how they died
_BRACKET_REACH = 20  # tokens of a bracket that splits a count
_EARLIER_REACH = 2  # sentences to the toll that «بين القتلى» speaks of
_GRAMMAR = read_lexicon("endings")["grammar"]


class SubsetReader:
    """Marks and adds the subsets of one text."""

    def __init__(self, scan: Scan, cues: CueReader, parts: PartsReader) -> None:
        self.parts = parts
        self.scan = scan
        self.reading = scan.reading
        self.cues = cues

    def mark(self, sentence: Sentence) -> None:
        """Marks the tokens behind «بينهم …» up to the end of that list: they are no tolls of their own."""
        reading = self.reading
        self.scan.regions = []
        self._mark_brackets(sentence)
        behind = sentence.first
        for hit in reading.hits_in(sentence.first, sentence.last, "subset", "share", "breakdown"):
            some = self._some_of_them(hit)
            if some is not None and hit.first >= behind:
                self.scan.regions.append(some)
                self.scan.subset.update(range(some.first, some.last))
                behind = some.last
                continue
            if hit.first < behind or self.parts.opens_at(hit.first) or not self._opens_subset(hit, sentence):
                continue
            end = self._subset_end(hit, sentence)
            if end > hit.last:
                self.scan.regions.append(Region(hit.first, end, hit))
                self.scan.subset.update(range(hit.first, end))
            behind = max(end, hit.last)

    def _opens_subset(self, hit: Hit, sentence: Sentence) -> bool:
        if hit.entry.cls == "breakdown" and self._splits(hit):
            return False
        if hit.entry.cls == "breakdown":
            return (
                hit.first > sentence.first
                and (hit.conj or self.reading.is_mark(hit.first - 1, COMMAS))
                and self._counts(self._behind_colon(hit))
            )
        if hit.entry.cls == "subset" and hit.entry.words[0] == _GRAMMAR["of_them"]:
            before = self.reading.number_at
            return not any(n.last == hit.first for n in before.values())
        return True

    def _mark_brackets(self, sentence: Sentence) -> None:
        """«خمسة شهداء (أربعة شهداء جدد، وشهيد انتُشل)»: a bracket behind a count, with parts of it, splits it."""
        for number in self.reading.numbers_in(sentence.first, sentence.last):
            people = self.scan.numbered.get(number.first)
            if people is None or people.result is None or people.last >= sentence.last:
                continue
            end = self._closing(people.last, sentence)
            inside = self._phrases(people.last + 1, end) if end > people.last else []
            told = [some for some in inside if some.result is not None and some.result.tag == people.result.tag]
            if told and sum(some.count.low for some in told) <= people.count.low:
                self.scan.subset.update(range(people.last, end))

    def _closing(self, at: int, sentence: Sentence) -> int:
        """One past the bracket that opens at a token and closes soon, else 0."""
        if at < sentence.first or not self.reading.is_mark(at, OPENING) or at in self.reading.number_at:
            return 0
        inside = range(at + 1, min(sentence.last, at + _BRACKET_REACH))
        return next((here + 1 for here in inside if self.reading.is_mark(here, CLOSING)), 0)

    def _some_of_them(self, hit: Hit) -> Region | None:
        """«…، سبعة منهم أطفال»: a number of them, and the noun behind that says who these were."""
        if hit.entry.cls != "subset" or hit.entry.words[0] != _GRAMMAR["of_them"] or hit.conj:
            return None
        number = next(
            (n for n in self.reading.numbers_in(max(0, hit.first - 3), hit.first) if n.last == hit.first), None
        )
        who = self._who(hit) if number is not None else None
        return Region(number.first, who.last, hit) if number is not None and who is not None else None

    def _who(self, hit: Hit) -> Hit | None:
        """The noun behind «منهم» that says who they were: «أطفال», «من الأطفال»."""
        norms = self.reading.norms
        of = hit.last < len(norms) and norms[hit.last] == _GRAMMAR["from"]
        at = hit.last + of
        who = self.scan.people.nouns.find(at) if at < len(norms) else None
        if who is None or not who.entry.groups or who.conj or who.prep or who.article != of:
            return None
        return who

    def _counts(self, at: int) -> bool:
        """Whether people, or a number of them, stand at a token («هم 33 سورياً»)."""
        return self.scan.people.read(at, named=True) is not None or at in self.reading.number_at

    def _behind_colon(self, hit: Hit) -> int:
        """One past «وهم» and the colon that may follow."""
        colon = hit.last < len(self.reading.norms) - 1 and self.reading.norms[hit.last] == _COLON
        return hit.last + colon

    def _splits(self, hit: Hit) -> bool:
        """«13 شخصاً، هم أربعة قتلى وتسعة جرحى»: nouns of outcome split the sum before them."""
        at = self._behind_colon(hit)
        people = self.scan.people.read(at) if at < len(self.reading.norms) else None
        return people is not None and people.numbered and people.result is not None

    def _subset_end(self, hit: Hit, sentence: Sentence) -> int:
        reading = self.reading
        at, placed = self._behind_colon(hit), False
        bracketed = self._closing(hit.first - 1, sentence) > hit.first
        while at < sentence.last:
            placed = placed or (at in reading.place_at and reading.places[reading.place_at[at]].role != "home")
            if reading.is_mark(at, COMMAS):
                if not bracketed and not self._continues(at + 1, sentence):
                    return at
                at += 1
                continue
            if bracketed and reading.is_mark(at, CLOSING):
                return at  # «(بينهم طفلان) وأربعة في …»
            people = self.scan.people.read(at)
            if people is not None:
                ends = people.result is not None and not self._tortured(people)
                if people.conj and at > hit.last and (ends or (placed and people.numbered)):
                    return at
                at = max(people.last, at + 1)
                at = max(at, self._behind_torture(people))
                continue
            if reading.hit(at, "separator", "relative", "weapon") or (
                (verb := reading.hit(at, "verb", "act", "report_according", "report_verb")) is not None
                and not verb.article
            ):
                return at
            if at in reading.time_at or (at > hit.last and reading.hit(at, "subset")):
                return at
            at += 1
        return at

    def _continues(self, at: int, sentence: Sentence) -> bool:
        """Whether a list of a subset goes on behind a comma."""
        if at >= sentence.last:
            return False
        people = self.scan.people.read(at, named=True)
        if people is None or people.other or belongs_to_verb(self.reading, people, sentence):
            return False
        if people.result is not None:
            return people.conj and self._tortured(people)
        listed = people.numbered and bool(people.groups)  # «بينهم 14 طفلاً، 9 سيدات، وشهيد تحت التعذيب»
        return (people.conj or listed) and people.noun == "known"

    def _tortured(self, people: People) -> bool:
        return self._behind_torture(people) > 0

    def _behind_torture(self, people: People) -> int:
        """«وسبعة ضحايا بسبب التعذيب»: one past how some of a list died, 0 where that is not told."""
        reach = range(people.last, min(len(self.reading.norms), people.last + _HOW_REACH))
        return next((h.last for at in reach for h in self.reading.hits.get(at, ()) if h.entry.tag == "torture"), 0)

    def add(self, tolls: list[Toll], sentence: Sentence, earlier: Sequence[Toll] = ()) -> None:
        """Gives each subset of a sentence to the toll before it; with no total told, the list is the count.

        `earlier` are the tolls of the sentences before: «وأضاف أن بين القتلى خمسة أطفال» speaks of theirs.
        """
        before: Toll | None = None
        for region in self.scan.regions:
            first, end, hit = region.first, region.last, region.cue
            owners = [t for t in tolls if t.people.last <= first and not t.void]
            if owners:
                owner = self._owner(region, owners, earlier, sentence)
                owner.groups += self._groups(region, owner)
                owner.phrase_last = owner.phrase_end
                owner.regions.append(region)
                owner.last = max(owner.last, end)
                if hit.entry.cls == "breakdown":
                    self._void_parts(region, owner, tolls, sentence)
                continue
            before = self._told_before(hit, earlier, sentence) or before
            if before is not None:
                before.groups += [one for one in self._groups(region, before) if one[1].low <= before.count.low]
            else:
                self._own_count(tolls, first, end, hit, sentence)

    def _owner(self, region: Region, owners: list[Toll], earlier: Sequence[Toll], sentence: Sentence) -> Toll:
        """The toll before; where it has too few («وواحد في درعا، ومن بين الشهداء ثمانية أطفال»), the sum before it."""
        last, hit = owners[-1], region.cue
        most = max((count.low for _, count in self._groups(region, last)), default=0)
        if hit.entry.cls != "subset" or not hit.entry.tag or most <= last.count.low:
            return last
        return self._told_before(hit, earlier, sentence) or max(owners, key=lambda toll: toll.count.low)

    def _void_parts(self, region: Region, owner: Toll, tolls: list[Toll], sentence: Sentence) -> None:
        """«203 قتلى، هم 92 من الدروز بينهم 21 أُعدموا، و93 من العناصر و18 من البدو»: what fills the sum is its part."""
        told = sum(p.count.low for p in self._phrases(region.cue.last, region.last) if p.numbered)
        for people in self._phrases(region.last, sentence.last):
            if people.first in self.scan.subset or not people.numbered:
                continue
            told += people.count.low
            if told >= owner.count.low:
                break
        else:
            return
        if told > owner.count.low:
            return
        owner.regions.append(Region(region.last, people.last, region.cue))
        for toll in tolls:
            if region.last <= toll.people.first < people.last and toll.outcome == owner.outcome:
                toll.void = "told split"

    def _groups(self, region: Region, owner: Toll) -> list[tuple[str, Count]]:
        number = self.reading.number_at.get(region.first) if region.first < region.cue.first else None
        who = self._who(region.cue) if number is not None else None
        if number is not None and who is not None:
            count = Count(number.low, number.high, number.quantifier)
            also = self.scan.people.nouns.find(who.last) if who.last < len(self.reading.norms) else None
            if also is None or not also.conj or not also.entry.groups:
                return [(group, count) for group in who.entry.groups]
            groups = dict.fromkeys((*who.entry.groups, *also.entry.groups))  # «عشرون منهم من الأطفال والنساء»
            return [(group, Count(VAGUE_LOW, None, "vague")) for group in groups]
        if region.cue.entry.cls == "share":
            return self._shares(region.cue, region.last, owner)
        return self._subset_groups(region.cue.last, region.last)

    def _told_before(self, hit: Hit, earlier: Sequence[Toll], sentence: Sentence) -> Toll | None:
        """The toll, a sentence or two before, of those that «بين القتلى» and «جميع الضحايا من» name.

        «ومعظمهم نساء» at the head of a sentence speaks of the last toll of the one before.
        """
        outcome = hit.entry.tag if hit.entry.cls == "subset" else "killed" if len(hit.entry.words) > 1 else ""
        heads = hit.first <= sentence.first + 1
        reach = _EARLIER_REACH if outcome else int(heads)
        at = self.reading.sentences.index(sentence)
        near = [t for t in earlier if not t.void and 0 < at - t.sentence <= reach]
        told = [t for t in near if t.people.numbered and (t.outcome == outcome or not outcome)]
        if not told:
            return None
        # «416 مدنياً، منهم 303 على يد …»: a sum before its parts is the one that is meant.
        largest = max(told, key=lambda toll: toll.count.low)
        rest = sum(t.count.low for t in told if t is not largest and t.outcome == largest.outcome)
        return largest if outcome and largest.count.low >= rest else told[-1]

    def _own_count(self, tolls: list[Toll], first: int, end: int, hit: Hit, sentence: Sentence) -> None:
        """«قُتل من كان فيها، وهم ضابط وثلاثة عناصر»: with no total told, the list is the count."""
        if hit.entry.cls != "breakdown":
            return
        cue = next(
            (c for at in range(first, sentence.first - 1, -1) if (c := self.cues.find(at, sentence)) is not None), None
        )
        if cue is None or self.cues.void(cue, sentence):
            return
        found = self._phrases(hit.last, end)
        if not found:
            return
        toll = Toll(
            cue.entry.tag,
            found[0],
            cue,
            cue.first,
            found[-1].last,
            self.reading.sentences.index(sentence),
            "list of those hit",
            [g for p in found for g in p.groups],
            parts=found[1:],
            weapon=cue.entry.weapon,
        )
        tolls.append(toll)

    def _phrases(self, at: int, end: int) -> list[People]:
        found = []
        while at < end:
            people = self.scan.people.read(at, named=True)
            if people is not None and people.last <= end + 1:
                found.append(people)
                at = max(people.last, at + 1)
            else:
                at += 1
        return found

    def _subset_groups(self, at: int, end: int) -> list[tuple[str, Count]]:
        return [share for people in self._phrases(at, end) for share in people.groups]

    def _shares(self, hit: Hit, end: int, owner: Toll) -> list[tuple[str, Count]]:
        """«معظمهم X», «نصفهم», «ربعهم من الأطفال»: arithmetic for one group, [3, null] each for several."""
        groups: list[str] = []
        for at in range(hit.last, end):
            for noun in self.reading.hits.get(at, ()):
                if noun.entry.cls in ("person", "modifier"):
                    groups += noun.entry.groups or ([noun.entry.tag] if noun.entry.cls == "modifier" else [])
                    break
        groups = list(dict.fromkeys(groups))
        total = owner.people.count
        if hit.entry.tag == "all":
            return [(g, total) for g in groups]
        if len(groups) > 1:
            return [(g, Count(VAGUE_LOW, None, "vague")) for g in groups]
        return [(g, _share(hit.entry.tag, total)) for g in groups]


def _share(tag: str, total: Count) -> Count:
    n, high = total.low, total.high
    if tag == "most":
        return Count(n // 2 + 1, high, "range")
    part, whole = {"half": (1, 2), "third": (1, 3), "two_thirds": (2, 3), "quarter": (1, 4)}[tag]
    # «ربعهم» of two people is still somebody.
    return Count(max(1, n * part // whole), None if high is None else max(1, high * part // whole), "about")
