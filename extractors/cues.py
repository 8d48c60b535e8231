"""Cues of outcomes: which word says that people were hit, whether it counts, and what it says."""

from __future__ import annotations

from extractors.reading import COMMAS, Hit, Sentence
from extractors.subjects import SubjectReader
from extractors.tolls import Scan

_VOID_REACH = 7  # tokens before a cue in which a negation or an unreal mood voids it


class CueReader:
    """Reads the cues of one text."""

    def __init__(self, scan: Scan, subjects: SubjectReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.subjects = subjects

    def find(self, at: int, sentence: Sentence) -> Hit | None:
        own = next((h for h in self.reading.hits.get(at, ()) if h.entry.cls == "phrase" and h.entry.own), None)
        cue = own or self.reading.hit(at, "phrase", "verb", "act")
        if cue is None or cue.last > sentence.last:
            return None
        if cue.entry.needs and not self._needed(cue, sentence):
            other = [h for h in self.reading.hits[at] if h.entry.cls in ("verb", "act") and not h.entry.needs]
            cue = other[0] if other else None
        if cue is None:
            return None
        if cue.article and cue.entry.cls in ("act", "verb"):
            return None
        return None if self._is_particle(cue) else cue

    def _needed(self, cue: Hit, sentence: Sentence) -> bool:
        low, high = max(sentence.first, cue.first - 8), min(sentence.last, cue.last + 12)
        needs = cue.entry.needs
        return any(
            self.reading.norms[i] in needs or self.reading.norms[i][1:] in needs
            for i in range(low, high)
            if i != cue.first
        )

    def _is_particle(self, cue: Hit) -> bool:
        """«فقد أصيب …»: the particle, written like the verb «فقد», stands before a verb."""
        if cue.entry.cls == "verb" and cue.entry.tag == "missing" and cue.entry.number == "singular":
            nxt = (
                self.reading.hit(cue.last, "verb", "report_verb", "cause")
                if cue.last < len(self.reading.norms)
                else None
            )
            return nxt is not None
        return False

    def outcome(self, cue: Hit, sentence: Sentence) -> tuple[str, int]:
        """«قُتل وأصيب n», «مقتل وجرح n»: one unsplit sum (codebook, Counting 6)."""
        subject = cue.entry.cls == "verb" and (
            cue.entry.number in ("dual", "plural") or self.subjects.find(cue, sentence) is not None
        )
        nxt = self.reading.hit(cue.last, "verb", "act") if cue.last < sentence.last and not subject else None
        pair = {cue.entry.tag, nxt.entry.tag} if nxt else set()
        if nxt is not None and nxt.conj and pair == {"killed", "injured"} and nxt.entry.cls == cue.entry.cls:
            return "casualties", nxt.last
        return cue.entry.tag, cue.last

    def void(self, cue: Hit, sentence: Sentence) -> str:
        """Why a cue tells of nothing that happened: negated or unreal; '' where it stands."""
        reading = self.reading
        if cue.entry.cls == "verb" and cue.conj:
            return ""
        for at in range(cue.first, max(sentence.first, cue.first - _VOID_REACH) - 1, -1):
            if at != cue.first and self._closes(at):
                break
            negation = reading.hit(at, "negation")
            if negation is not None and negation.entry.tag != "not" and negation.last <= cue.first + 1:
                covered = any(
                    (h := reading.hit(b, "negation")) is not None and h.entry.tag == "not" and h.last > at
                    for b in range(max(at - 2, 0), at + 1)
                )
                in_number = any(n.first <= at < n.last for n in reading.numbers)
                if not covered and not in_number and at != cue.first:
                    return "negation"
            unreal = reading.hit(at, "irreal")
            if unreal is not None and at not in reading.place_at and unreal.first < cue.first:
                return "irreal"
        return ""

    def _closes(self, at: int) -> bool:
        reading = self.reading
        if reading.is_mark(at, COMMAS):
            return True
        hit = reading.hit(at, "separator", "verb")
        return hit is not None and not (hit.entry.cls == "verb" and not hit.conj)
