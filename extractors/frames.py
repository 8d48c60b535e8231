"""Lists line by line under a sentence that says what is counted: «عدد شهدائها: / القبير: 55», «الأسماء: / 1- …»."""

from __future__ import annotations

from extractors.cues import CueReader
from extractors.reading import DASHES, Hit, Sentence
from extractors.records import Count
from extractors.tolls import Scan, Toll
from extractors.victims import People

_OPENS = ":"
_LONGEST = 400  # lines of a list
_NAME_WORDS = 5
_FEWEST = 2  # numbered lines that make a list


class FrameReader:
    """Reads the lists of one text."""

    def __init__(self, scan: Scan, cues: CueReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.cues = cues

    def read(self, tolls: list[Toll]) -> list[Toll]:
        """The tolls of lines that have no word of an outcome of their own."""
        found: list[Toll] = []
        sentences = self.reading.sentences
        for index, sentence in enumerate(sentences[:-1]):
            if self.reading.norms[sentence.last - 1] != _OPENS:
                continue
            told = self._told(sentence)
            if told is None:
                continue
            names = self._count_names(index + 1)
            if names >= _FEWEST:
                found += self._named(names, told, index, sentence, tolls)
            else:
                found += self._lines(told, index + 1)
        return found

    def _told(self, sentence: Sentence) -> Hit | None:
        """The last word of an outcome in the sentence that opens the list."""
        for at in range(sentence.last - 1, sentence.first - 1, -1):
            result = self.reading.hit(at, "result")
            cue = result or (self.cues.find(at, sentence) if at in self.scan.used else None)
            if cue is not None and cue.entry.tag not in ("", "none"):
                return None if self.cues.void(cue, sentence) else cue
        return None

    # --- «القبير: 55» -------------------------------------------------------------------------------------------

    def _lines(self, told: Hit, index: int) -> list[Toll]:
        found: list[Toll] = []
        for number, sentence in enumerate(self.reading.sentences[index : index + _LONGEST], index):
            first = self._value_at(sentence)
            if first < 0:
                break
            people = self.scan.people.read(first)
            bare = people is not None and people.numbered and people.noun != "unknown" and people.result is None
            if people is None or not bare or people.first in self.scan.taken:
                continue
            toll = Toll(
                told.entry.tag, people, told, people.first, people.last, number, "line of a list", list(people.groups),
                circumstance=told.entry.circumstance,
            )  # fmt: skip
            self.scan.take(people, toll)
            found.append(toll)
        return found

    def _value_at(self, sentence: Sentence) -> int:
        """The token behind a line's heading, or behind its name and colon where the name is no known place; else -1."""
        if sentence.heading is not None:
            return sentence.first
        for at in range(sentence.first + 1, min(sentence.last - 1, sentence.first + _NAME_WORDS)):
            if self.reading.norms[at] == _OPENS:
                return at + 1
        return -1

    # --- «1- خالد المصري» ---------------------------------------------------------------------------------------

    def _count_names(self, index: int) -> int:
        """How many lines from a sentence on are numbered 1, 2, 3, …"""
        norms, count = self.reading.norms, 0
        for sentence in self.reading.sentences[index : index + _LONGEST]:
            first = sentence.heading[0] if sentence.heading is not None else sentence.first
            if norms[first] != str(count + 1) or first + 1 >= len(norms) or norms[first + 1] not in DASHES:
                break
            count += 1
        return count

    def _named(self, names: int, told: Hit, index: int, sentence: Sentence, tolls: list[Toll]) -> list[Toll]:
        if any(t.sentence == index and t.outcome == told.entry.tag and not t.void for t in tolls):
            return []
        people = People(sentence.last - 1, sentence.last, Count(names, names), noun="name", numbered=True)
        return [Toll(told.entry.tag, people, told, told.first, sentence.last, index, "list of names")]
