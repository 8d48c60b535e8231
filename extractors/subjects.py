"""Subjects: the people who stand before their verb or predicate («خمسة مدنيين قُتلوا», «ستة أشخاص ما زالوا مفقودين»)."""

from __future__ import annotations

from extractors.reading import Hit, Sentence
from extractors.tolls import Scan
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
BACK = 22  # tokens that a cue looks back for its people


class SubjectReader:
    """Finds the people before a cue."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading = scan.reading

    def find(self, cue: Hit, sentence: Sentence) -> People | None:
        """The people before a verb or predicate: the nearest numbered phrase, or a noun right before it.

        A verb agrees with a subject before it: after a singular verb's subject only one person, after «قُتلوا» several.
        """
        floor = max(sentence.first, cue.first - BACK)
        agrees = cue.entry.number in ("dual", "plural") or cue.entry.cls != "verb"
        for at in range(cue.first - 1, floor - 1, -1):
            if at in self.scan.taken:
                return None
            if at in self.scan.subset:
                continue
            hit = self.reading.hit(at, "separator")
            if hit is not None and not self.reading.hit(at, "adverb"):
                return None
            people = self.scan.numbered.get(at) or self.scan.people.read(at)
            if people is None or (self._is_predicate(people) and people.result.tag == cue.entry.tag):  # type: ignore[union-attr]
                continue
            if people.last > cue.first:
                return None
            if not people.numbered:
                people = self._widen(people, at, floor)
                if at > floor and self.reading.norms[at - 1] == _GRAMMAR["from"]:
                    continue
            gap = cue.first - people.last
            if people.number == "singular":
                return people if gap <= 1 and cue.entry.number not in ("dual", "plural") else None
            if people.numbered and agrees:
                return people if people.noun != "unknown" or gap <= 1 else None
            if agrees and gap <= 4:
                return people
            if people.numbered:
                return None
        return None

    def _widen(self, people: People, at: int, floor: int) -> People:
        """The phrase that begins further back and holds this noun as its adjective («جنديين سوريين»)."""
        for back in range(at - 1, max(floor, at - 3) - 1, -1):
            wider = self.scan.people.read(back)
            if wider is not None and wider.last >= people.last and back not in self.scan.taken:
                people = wider
        return people

    def _is_predicate(self, people: People) -> bool:
        """«مفقودين» before «تحت الأنقاض» goes on telling of the people further back."""
        return people.result is not None and not people.numbered and people.result.tag in ("missing", "detained")
