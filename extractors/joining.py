"""Joins a cue with its people on the side that grammar gives: behind it, before it, or as its object."""

from __future__ import annotations

from extractors.reading import COMMAS, Hit, Sentence
from extractors.subjects import SubjectReader
from extractors.tokens import MARK
from extractors.tolls import Scan, Toll
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
REACH = 16  # tokens that a cue looks ahead for its people
_PLAIN = {"passive": 5, "either": 7, "active": 7}  # unknown words that may stand before a numbered phrase


class Joiner:
    """Joins cues and people of one text."""

    def __init__(self, scan: Scan, subjects: SubjectReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.subjects = subjects

    def attach(self, cue: Hit, outcome: str, last: int, index: int, sentence: Sentence) -> Toll | None:
        entry = cue.entry
        people, rule = None, ""
        if entry.number == "object":
            people, rule = self._object_pronoun(cue, sentence), "object pronoun"
        else:
            people, rule = self._find_people(cue, last, sentence)
        if people is None or people.first in self.scan.taken:
            return None
        author = ""
        if entry.tag == "missing" and self._is_loss(cue, last, people):
            outcome = "killed"
        if entry.cls in ("verb", "act") and entry.voice != "passive" and people.first >= last:
            people, author = self._object(people, last, sentence)
        toll = Toll(
            outcome,
            people,
            cue,
            min(cue.first, people.first),
            max(last, people.last),
            index,
            rule,
            list(people.groups),
            circumstance=entry.circumstance,
            weapon=entry.weapon,
            side=people.side,
            author=author,
        )
        self.scan.take(people, toll)
        return toll

    def _find_people(self, cue: Hit, last: int, sentence: Sentence) -> tuple[People | None, str]:
        """The people of a cue and the rule that found them; a verb in the dual or plural stands behind its subject."""
        entry = cue.entry
        behind = entry.cls in ("verb", "phrase") and entry.voice != "active"
        agrees = entry.cls == "verb" and entry.number in ("dual", "plural")
        if behind and (agrees or entry.side == "before"):
            people = self.subjects.find(cue, sentence)
            if people is not None or entry.side == "before":
                return people, f"people before {entry.cls}"
        people = self._right(cue, last, sentence)
        if people is None and behind:
            return self.subjects.find(cue, sentence), f"people before {entry.cls}"
        return people, f"{entry.cls} before people"

    def _is_loss(self, cue: Hit, last: int, people: People) -> bool:
        """«فقدت الوحدات مقاتلَين»: an armed side that loses fighters has them dead."""
        armed = any(self.reading.hit(at, "actor") for at in range(last, people.first))
        return armed and any(group == "combatant" for group, _ in people.groups)

    def _object(self, people: People, last: int, sentence: Sentence) -> tuple[People, str]:
        """«قتل ثلاثة عناصر من حزب الله عنصراً»: a second phrase right behind an armed first is what was hit."""
        reading = self.reading
        if people.last >= sentence.last or not (people.side or any(g == "combatant" for g, _ in people.groups)):
            return people, ""
        second = self.scan.people.read(people.last)
        if second is None or second.conj or second.other or not (second.accusative or second.numbered):
            return people, ""
        if reading.hit(people.last, "subset") or second.of_them:
            return people, ""
        return second, people.side or "unknown"

    def _right(self, cue: Hit, last: int, sentence: Sentence) -> People | None:
        reading = self.reading
        at, plain, commas, chunks, armed = last, 0, 0, 0, False
        limit = min(sentence.last, last + REACH)
        allowed = _PLAIN.get(cue.entry.voice, 4)
        while at < limit:
            if reading.kinds[at] == MARK:
                if reading.is_mark(at, COMMAS):
                    commas += 1
                    if commas > 2 or (plain and commas > 1):
                        return None
                at += 1
                continue
            if at in self.scan.subset and at != last:
                return None
            people = self._candidate(at, cue, plain, chunks)
            if people is not None and (people.numbered or not armed):
                return people
            armed = armed or reading.hit(at, "weapon") is not None
            step = self._step(at, cue, sentence)
            if step == 0:
                return None
            plain += step < 0
            chunks += step > 0
            at += abs(step)
            if plain > allowed:
                return None
        return None

    def _candidate(self, at: int, cue: Hit, plain: int, chunks: int) -> People | None:
        people = self.scan.people.read(at, named=plain == 0 and chunks == 0)
        if people is None or people.first in self.scan.taken:
            return None
        if people.conj and plain + chunks == 0 and not people.numbered:
            return None
        if people.noun in ("", "unknown") and plain and not (people.other or cue.entry.voice in ("either", "active")):
            return None
        if people.noun == "unknown" and plain:
            return None
        if not people.numbered and plain:
            return (
                people if cue.entry.voice in ("either", "active") and plain <= 3 and people.number != "plural" else None
            )
        if people.numbered and people.conj and plain == 0 and chunks == 0:
            return people
        return people

    def _step(self, at: int, cue: Hit, sentence: Sentence) -> int:
        """How far to go on: >0 over a known chunk, −1 over one unknown word, 0 to stop."""
        reading = self.reading
        if at in reading.time_at:
            return reading.times[reading.time_at[at]].last - at
        if at in reading.place_at:
            return reading.places[reading.place_at[at]].last - at
        if reading.hit(at, "separator") and not reading.hit(at, "adverb"):
            return 0
        stop = reading.hit(at, "verb", "act", "report_verb")
        if (
            stop is not None
            and not stop.article
            and stop.entry.cls in ("verb", "act")
            and not (stop.entry.cls == "act" and stop.prep)
        ):
            return 0
        if reading.hit(at, "relative") and cue.entry.cls != "phrase":
            return 0
        for cls in ("actor", "weapon", "adverb", "report_according", "modifier"):
            hit = reading.hit(at, cls)
            if hit is not None:
                return hit.last - at
        number = reading.number_at.get(at)
        if number is not None:
            return -(number.last - at) if number.last == at + 1 else number.last - at
        if reading.hit(at, "particle") and reading.norms[at] in _GRAMMAR["partitives"]:
            return 1
        return -1

    def _object_pronoun(self, cue: Hit, sentence: Sentence) -> People | None:
        """«فأردوه قتيلاً»: the result noun behind a verb with a pronoun is the one hit."""
        for at in range(cue.last, min(sentence.last, cue.last + 2)):
            people = self.scan.people.read(at)
            if people is not None and people.result is not None and at not in self.scan.taken:
                return people
        return None
