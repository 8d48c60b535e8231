"""Subjects: the people who stand before their verb or predicate («خمسة مدنيين قُتلوا», «ستة أشخاص ما زالوا مفقودين»)."""

from __future__ import annotations

from extractors.appositions import AppositionReader
from extractors.people import share_groups
from extractors.reading import Hit, Sentence
from extractors.tolls import Scan, add_counts
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
BACK = 22  # tokens that a cue looks back for its people
_PREDICATE_GAP = 3  # «حارساً لا يزال مفقوداً»
_NEAR = 4  # tokens that may stand between a noun without a number and its verb
_WIDEST = 3  # tokens before an adjective in which its noun may begin
_SINGULAR_UP_TO = 10
_SEVERAL = ("dual", "plural")


class SubjectReader:
    """Finds the people before a cue."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.appositions = AppositionReader(scan.reading)

    def find(self, cue: Hit, sentence: Sentence) -> People | None:
        """The people before a verb or predicate: the nearest numbered phrase, or a noun right before it.

        A verb agrees with a subject before it: after a singular verb's subject only one person, after «قُتلوا» several.
        """
        floor = max(sentence.first, cue.first - BACK)
        for at in range(cue.first - 1, floor - 1, -1):
            if at in self.scan.taken:
                return None
            if at in self.scan.subset:
                continue
            if self.reading.hit(at, "separator") is not None and not self.reading.hit(at, "adverb"):
                return None
            people = self._phrase(at, cue, floor)
            if people is None:
                continue
            if people.last > cue.first:
                return None
            people = self._joined(people, cue, floor)
            if self._agrees(people, cue):
                return None if self._is_author(people, cue) else people
            if people.number == "singular" or people.numbered:
                return None
        return None

    def _phrase(self, at: int, cue: Hit, floor: int) -> People | None:
        """The people phrase at a token that can be the subject of a cue, at its full width."""
        people = self.scan.numbered.get(at) or self.scan.people.read(at) or self._other_two(at)
        people = people or (self._named(at) if cue.entry.cls == "verb" else None)
        if people is None or people.numbered or people.last > cue.first:
            return people
        if self._is_predicate(people, cue) or (at > floor and self.reading.norms[at - 1] == _GRAMMAR["from"]):
            return None
        return self._widen(people, at, floor)

    def _other_two(self, at: int) -> People | None:
        """«ولا يزال الآخران مفقودين»."""
        other = self.reading.hit(at, "other")
        return self.scan.people.read(at, named=True) if other is not None and other.entry.tag == "dual" else None

    def _named(self, at: int) -> People | None:
        """«فإن الطفل ضياء محمد البالغ من العمر 15 عاماً قُتل»: a definite one whose name stands behind."""
        person = self.reading.hit(at, "person")
        if person is None or not person.article or person.entry.number != "singular":
            return None
        people = self.scan.people.read(at, named=True)
        if people is None:
            return None
        named = self.appositions.names.read(people.last) is not None or self.appositions.behind(people) > people.last
        return people if named else None

    def _agrees(self, people: People, cue: Hit) -> bool:
        gap = cue.first - max(people.last, min(cue.first, self.appositions.behind(people)))
        several = cue.entry.number in _SEVERAL
        if people.number == "singular":
            return gap <= (_PREDICATE_GAP if cue.entry.cls == "result" else 1) and not several
        if not several and cue.entry.cls == "verb":
            return False
        if people.numbered:
            return people.noun != "unknown" or gap <= 1
        return gap <= _NEAR

    def _joined(self, people: People, cue: Hit, floor: int) -> People:
        """«مزارعاً وزوجته أصيبا», «20 امرأة وطفلاً … محتجزين»: the items before that belong to the same subject."""
        while people.conj and people.first > floor:
            before = self._ending_at(people.first, floor)
            if before is None or before.first in self.scan.taken:
                break
            if people.numbered and (before.numbered or before.number != "singular" or before.definite):
                break  # «امرأة واثنين من عناصر الشرطة قُتلوا»
            if before.numbered and before.count.low > _SINGULAR_UP_TO and people.number == "singular":
                return before._replace(last=people.last, groups=share_groups(before, people))
            if cue.entry.number not in _SEVERAL:
                break
            count = add_counts([before.count, people.count])
            people = before._replace(
                last=people.last,
                count=count,
                number="plural",
                numbered=True,
                groups=before.groups + people.groups,
            )
        return people

    def _ending_at(self, end: int, floor: int) -> People | None:
        while end - 1 > floor and end - 1 not in self.reading.hits and end - 1 not in self.scan.numbered:
            end -= 1  # adjectives that the lexicon does not know («مسؤول محلي سابق وابنه»)
        counted = self.scan.numbered.get(end - 1)
        if counted is not None:
            return counted
        for at in range(end - 1, max(floor, end - _WIDEST) - 1, -1):
            people = self.scan.people.read(at)
            if people is not None and people.last == end:
                return self._widen(people, at, floor)
        return None

    def _is_author(self, people: People, cue: Hit) -> bool:
        """«اتهم مسلحين مجهولين بقتلهم»: those before a verbal noun with a pronoun did it."""
        before = self.reading.hit(people.first - 1, "result") if people.first > 0 else None
        if (
            before is not None
            and before.entry.circumstance
            and self.reading.norms[people.first].startswith(_GRAMMAR["for"])
        ):
            return True  # «ثلاث جثث لأشخاص خُطفوا»: the bodies are counted, and theirs is one end
        if before is not None and before.entry.circumstance and cue.entry.own and people.numbered:
            return True  # «جثامين ثلاثة أشقاء … بعد يومين من اختطافهم»
        armed = not people.numbered and self.reading.hit(people.first, "actor") is not None
        return armed and (cue.entry.own or self._strikes(cue))

    def _strikes(self, cue: Hit) -> bool:
        """«مسلحون يقتلون الشيخ محمد حسن»: a verb of the present with the one whom they hit right behind it."""
        if not cue.entry.present or cue.entry.voice == "passive" or cue.last >= len(self.reading.norms):
            return False
        victim = self.scan.people.read(cue.last, named=True)
        return victim is not None and not victim.conj and victim.number == "singular"

    def _widen(self, people: People, at: int, floor: int) -> People:
        """The phrase that begins further back and holds this noun as its adjective («جنديين سوريين»)."""
        for back in range(at - 1, max(floor, at - _WIDEST) - 1, -1):
            wider = self.scan.people.read(back)
            if wider is not None and wider.last >= people.last and back not in self.scan.taken:
                people = wider
        return people

    def _is_predicate(self, people: People, cue: Hit) -> bool:
        """«مفقودين» before «تحت الأنقاض» goes on telling of the people further back."""
        result = people.result
        if result is None or result.tag not in ("missing", "detained"):
            return False
        return result.tag == cue.entry.tag
