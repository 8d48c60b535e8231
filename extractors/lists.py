"""Lists of people behind one cue: items add up; a place between two of them opens a toll of its own (gapping)."""

from __future__ import annotations

from extractors.reading import COMMAS, Reading, Sentence
from extractors.tokens import MARK
from extractors.tolls import Scan, Toll
from extractors.victims import People

_LIST_GAP = 8


class ListReader:
    """Reads on from a toll's people to the rest of their list."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading = scan.reading

    def extend(self, toll: Toll, sentence: Sentence) -> list[Toll]:
        """Adds the rest of a list («طفلة ورجل ومسن»); a place in between opens a toll of its own (gapping)."""
        tolls, current = [toll], toll
        at = toll.people.last
        while True:
            nxt, gapped = self._next_in_list(at, current, sentence)
            if nxt is None:
                return tolls
            if gapped or (nxt.result is not None and nxt.result.tag != toll.outcome):
                if nxt.result is not None and nxt.result.tag != toll.outcome and not gapped:
                    return tolls
                current = Toll(
                    toll.outcome,
                    nxt,
                    toll.cue,
                    nxt.first,
                    nxt.last,
                    toll.sentence,
                    "gapped " + toll.rule,
                    list(nxt.groups),
                    circumstance=toll.circumstance,
                    weapon=toll.weapon,
                    side=nxt.side,
                    gapped=True,
                    void=toll.void,
                )
                tolls.append(current)
            else:
                if self._shares_number(current, nxt):
                    current.groups += [(group, current.people.count) for group, _ in nxt.groups]
                else:
                    current.parts.append(nxt)
                    current.groups += nxt.groups
                current.last = max(current.last, nxt.last)
            self.scan.take(nxt, current)
            at = nxt.last

    def _next_in_list(self, at: int, toll: Toll, sentence: Sentence) -> tuple[People | None, bool]:
        reading = self.reading
        gapped = False
        plain = 0
        limit = min(sentence.last, at + _LIST_GAP)
        while at < limit:
            if at in self.scan.subset or reading.hit(
                at, "separator", "relative", "verb", "act", "report_verb", "report_according", "subset", "share"
            ):
                return None, False
            people = self._list_item(at, toll, plain, gapped)
            if people is not None:
                return (people, gapped) if not belongs_to_verb(self.reading, people, sentence) else (None, False)
            if reading.kinds[at] == MARK:
                if not reading.is_mark(at, COMMAS) or plain:
                    return None, False
                at += 1
                continue
            if at in reading.place_at:
                gapped = True
                at = reading.places[reading.place_at[at]].last
                continue
            if at in reading.time_at:
                return None, False
            weapon = reading.hit(at, "weapon")
            if weapon is not None:
                return None, False
            plain += 1
            at += 1
        return None, False

    def _list_item(self, at: int, toll: Toll, plain: int, gapped: bool) -> People | None:
        people = self.scan.people.read(at, named=plain == 0)
        if people is None or people.first in self.scan.taken or not (people.conj or self._after_and(at)):
            return None
        if people.noun == "unknown" and (plain or gapped):
            return None
        if not people.numbered and (plain > 2 or gapped):
            return None
        return people

    def _shares_number(self, toll: Toll, people: People) -> bool:
        """«15 ضابطاً وعنصراً»: from eleven on, two accusative singulars share one number."""
        return toll.people.numbered and toll.people.count.low > 10 and people.accusative and not people.numbered

    def _after_and(self, at: int) -> bool:
        return at > 0 and self.reading.hit(at - 1, "and") is not None


def belongs_to_verb(reading: Reading, people: People, sentence: Sentence) -> bool:
    """Whether the next word is a verb in agreement, so that the phrase opens a clause of its own."""
    if people.last >= sentence.last:
        return False
    verb = reading.hit(people.last, "verb")
    return verb is not None and not verb.conj and verb.entry.number in ("dual", "plural")
