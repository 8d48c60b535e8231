"""Tolls: people phrases joined with what became of them («قُتل خمسة مدنيين», «خمسة مدنيين قُتلوا», «عشرون قتيلاً»).

Works a sentence at a time. A cue looks for its people on the side that grammar gives: behind it (verb first, verbal
nouns), before it (subject first, predicates), or inside the phrase (nouns that carry the outcome). Codebook,
«Counting».
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

from extractors.cues import CUES, CueReader
from extractors.frames import FrameReader
from extractors.joining import Joiner
from extractors.lists import ListReader
from extractors.parts import PartsReader
from extractors.reading import Reading, Sentence
from extractors.records import Count
from extractors.results import ResultReader
from extractors.subjects import SubjectReader
from extractors.subsets import SubsetReader
from extractors.tolls import Scan, Toll, add_counts

__all__ = ["Toll", "TollReader", "add_counts"]


_SPLIT_REACH = 2  # sentences from an unsplit sum to its parts


class TollReader:
    """Finds the tolls of one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.scan = Scan(reading)
        subjects = SubjectReader(self.scan)
        self.cues = CueReader(self.scan, subjects)
        self.lists = ListReader(self.scan)
        self.joiner = Joiner(self.scan, subjects)
        self.results = ResultReader(self.scan, self.cues, subjects, self.lists)
        self.frames = FrameReader(self.scan, self.cues)
        self.parts = PartsReader(self.scan)
        self.subsets = SubsetReader(self.scan, self.cues, self.parts)

    def read(self) -> list[Toll]:
        """All tolls in order of their place in the text, void ones included (their `void` says why)."""
        tolls: list[Toll] = []
        for index, sentence in enumerate(self.reading.sentences):
            tolls += self._read_sentence(index, sentence, tolls)
        listed = self.frames.read(tolls)
        if listed:
            tolls = sorted([*tolls, *listed], key=lambda toll: (toll.sentence, toll.first))
            for index in {toll.sentence for toll in listed}:
                here = [toll for toll in tolls if toll.sentence == index]
                self.subsets.mark(self.reading.sentences[index])
                self.subsets.add(here, self.reading.sentences[index])
        _name_victims(self.reading, tolls)
        _prefer_split(tolls)
        return tolls

    def _read_sentence(self, index: int, sentence: Sentence, earlier: Sequence[Toll]) -> list[Toll]:
        self.parts.find(sentence, self._read_numbered(sentence))
        self.subsets.mark(sentence)
        tolls: list[Toll] = []
        done = sentence.first
        for at in self.reading.starts_in(sentence.first, sentence.last, *CUES):
            if at >= done:
                found, done = self._read_at(at, index, sentence)
                if tolls and self._succumbs(at, tolls[-1], found):
                    tolls[-1].outcome = "killed"
                else:
                    tolls += found
        tolls += self.results.read(index, sentence)
        tolls.sort(key=lambda toll: (toll.first, toll.last))
        tolls += self.parts.read(index, sentence, tolls)
        tolls.sort(key=lambda toll: (toll.first, toll.last))
        self.subsets.add(tolls, sentence, earlier)
        return tolls

    def _succumbs(self, at: int, toll: Toll, found: list[Toll]) -> bool:
        """«أصيب طفل بشظايا وتوفي لاحقاً»: one who was hurt and then died is killed alone (codebook, «Outcomes»)."""
        died = self.reading.hit(at, "succumbs")
        of_him = not found or found[0].people.noun == "pronoun"
        return (
            died is not None and bool(died.conj) and of_him and (toll.outcome, toll.count) == ("injured", Count(1, 1))
        )

    def _read_numbered(self, sentence: Sentence) -> int:
        """Reads all phrases that begin with a number and says how many; whoever looks back must meet them whole."""
        scan = self.scan
        done, count = sentence.first, 0
        for number in self.reading.numbers_in(sentence.first, sentence.last):
            at = number.first
            people = scan.people.read(at) if at >= done and at in self.reading.number_at else None
            if people is not None:
                scan.numbered.update(dict.fromkeys(range(people.first, people.last), people))
                done = max(people.last, at + 1)
                count += 1
        return count

    def _read_at(self, at: int, index: int, sentence: Sentence) -> tuple[list[Toll], int]:
        reading = self.reading
        if at in reading.place_at or at in reading.time_at:
            return [], at + 1
        cue = self.cues.find(at, sentence)
        if cue is None:
            return [], at + 1
        self.scan.used.update(range(cue.first, cue.last))
        if not cue.entry.tag or cue.entry.tag == "none":
            return [], cue.last
        outcome, last = self.cues.outcome(cue, sentence)
        self.scan.used.update(range(cue.last, last))  # «مقتل وإصابة سبعة»: «إصابة» is no injury besides
        void = self.cues.void(cue, sentence)
        figures = self.results.figures
        toll = figures.read_those_who(cue, outcome, index, sentence) or self.joiner.attach(
            cue, outcome, last, index, sentence
        )
        if toll is None:
            if cue.entry.circumstance and cue.entry.cls == "phrase":
                self.scan.used.difference_update(range(cue.first, cue.last))  # «عُثر على جثث متفحمة»
            return [], last
        toll.void = void
        toll.groups = [g for g in toll.groups if g[0] != "detainee" or outcome != "detained"]
        return self.lists.extend(toll, sentence), last


def _prefer_split(tolls: list[Toll]) -> None:
    """An unsplit sum that is told split soon after is not the event (codebook, Counting 6)."""
    for at, toll in enumerate(tolls):
        if toll.outcome != "casualties" or toll.void or not toll.people.numbered:
            continue
        near = []
        for other in islice(tolls, at + 1, None):
            if other.sentence - toll.sentence > _SPLIT_REACH:
                break
            near += [other] * (not other.void)
        parts = {
            outcome: next((t.count.low for t in near if t.outcome == outcome), 0) for outcome in ("killed", "injured")
        }
        if all(parts.values()) and sum(parts.values()) == toll.count.low:
            toll.void = "told split"


def _name_victims(reading: Reading, tolls: list[Toll]) -> None:
    """«15 ضحية و20 جريحاً»: beside the hurt, told in one breath, the victims are the dead."""
    for toll, hurt in pairwise(tolls):
        joined = hurt.people.conj or reading.hit(hurt.people.first - 1, "and") is not None
        behind = joined and hurt.people.first - toll.people.last <= 1
        dead = toll.outcome == "casualties" and toll.people.numbered and toll.sentence == hurt.sentence
        if behind and dead and hurt.outcome == "injured" and reading.hit(toll.people.last - 1, "victims") is not None:
            toll.outcome = "killed"
