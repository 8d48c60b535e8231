"""Nouns that carry their outcome («عشرون قتيلاً», «سقوط جرحى», «عُثر على سبع جثث»)."""

from __future__ import annotations

from bisect import bisect_left

from extractors.cues import CueReader
from extractors.figures import FigureReader
from extractors.lexicon import Entry
from extractors.lists import ListReader
from extractors.reading import OPENING, Hit, Sentence
from extractors.rivals import read_rival
from extractors.subjects import SubjectReader
from extractors.tolls import Scan, Toll
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_AND = read_lexicon("endings")["clitic"]["conjunction"][0]
_COLON = ":"
_PLAIN_TOLLS = frozenset(_GRAMMAR["plain_tolls"])
_ECHOES = ("members", "same", "rival")
_HIT = {"killed", "injured"}
_STILL = (1, 2)  # tokens from «لا يزال» to its subject
_CAUSE_REACH = 10  # tokens before a noun of outcome in which its cause or finder stands
_FINDER_REACH = 20  # tokens before a body in which who found it stands, with the day and the road between them
_FOUND_REACH = 5  # tokens behind bodies in which «وُجدتا» stands
_FALL_REACH = 3  # tokens behind those who fell in which «أسرى» or «شهداء» may say how
_SINGULAR_FROM = 11  # numbers from eleven on are followed by a singular


class ResultReader:
    """Reads the tolls of one text that no verb tells."""

    def __init__(self, scan: Scan, cues: CueReader, subjects: SubjectReader, lists: ListReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.cues = cues
        self.subjects = subjects
        self.lists = lists
        self.figures = FigureReader(scan, cues)
        self._starts = sorted(scan.people.starts | self.reading.starts_of("cases", "fall", "toll", *_ECHOES))

    def read(self, index: int, sentence: Sentence) -> list[Toll]:
        """The tolls that nouns tell in a sentence, besides those already found by verbs."""
        found: list[Toll] = []
        echoes = self.reading.starts_in(sentence.first, sentence.last, *_ECHOES)
        first, last = (bisect_left(self._starts, at) for at in (sentence.first, sentence.last))
        for at in self._starts[first:last]:
            if at in self.scan.taken or at in self.scan.subset:
                continue
            toll = self._read_at(at, index, sentence) if at not in self.scan.used else None
            if toll is not None:
                if found:
                    _share_tail(found[-1], toll)
                found += self.lists.extend(toll, sentence)
                continue
            if at not in echoes:
                continue
            echo = (
                self.figures.read_members(at, index, sentence)
                or self.figures.read_same(at, index, sentence)
                or read_rival(self.scan, at, index, sentence)
            )
            if echo is not None:
                found.append(echo)
        return found

    def _read_at(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        people = self.scan.people.read(at)
        if people is None or not people.numbered:
            toll = (
                self.figures.read(at, index, sentence)
                or self.figures.read_bare(at, index, sentence)
                or self._fallen(at, index, sentence)
            )
            if toll is not None:
                return toll
        if people is None or people.result is None or people.last > sentence.last or self._shares_number(people):
            return None
        return self._result_toll(people, index, sentence)

    def _shares_number(self, people: People) -> bool:
        """«200 مريض وجريح»: one number over two singulars, of which only the second was hit."""
        before = self.scan.numbered.get(people.first - 1)
        if before is None or not people.conj or people.number != "singular" or people.numbered:
            return False
        return before.count.low >= _SINGULAR_FROM and before.result is None and before.last == people.first

    def _result_toll(self, people: People, index: int, sentence: Sentence) -> Toll | None:
        entry = people.result
        assert entry is not None
        cue = Hit(entry, people.first, people.last, _AND if people.conj else "")
        if entry.circumstance == "body_found" and (
            self._of_counted(people, sentence) or not self._is_found(people, sentence)
        ):
            return None
        if entry.cls == "result" and not people.numbered:
            told = self._predicate(people, cue, index, sentence) if not entry.circumstance else None
            if told is not None or not self._governed(people, sentence):
                return told
        if entry.cls == "result" and entry.tag == "detained" and not self._is_capture(people, sentence):
            return None
        outcome = entry.tag
        pair = self._pair(people)
        if pair:
            outcome, people = "casualties", self.scan.people.tails.finish(people._replace(last=pair), None)
        elif entry.circumstance == "body_found":
            people = self._bodies(people)
        toll = Toll(
            outcome, people, cue, people.first, people.last, index, "noun of outcome", list(people.groups),
            circumstance=self._circumstance(people, entry, sentence), void=self.cues.void(cue, sentence),
            side=people.side,
        )  # fmt: skip
        self.scan.take(people, toll)
        return toll

    def _is_capture(self, people: People, sentence: Sentence) -> bool:
        """«علّق خمسمئة موقوف إضرابهم»: held people are news only where their capture or number is told."""
        if people.first - sentence.first <= 1:
            return True
        return self.reading.has(
            sentence.first, people.first, "cause", "toll", "update", "release", "report_verb", "counts", "cases"
        )

    def _predicate(self, people: People, cue: Hit, index: int, sentence: Sentence) -> Toll | None:
        """«ستة أشخاص ما زالوا مفقودين», «وُجد رجل مقتولاً»: a noun of outcome told of the people before it."""
        found = cue.entry.tag == "killed" and not people.definite and self._found_before(people, sentence)
        if not (cue.entry.tag in ("missing", "detained") or found) or people.definite or people.own:
            return None
        subject = self.subjects.find(cue, sentence)
        if subject is None:
            return None
        toll = Toll(
            cue.entry.tag, subject, cue, subject.first, cue.last, index, "predicate", list(subject.groups),
            void=self.cues.void(cue, sentence), side=subject.side,
        )  # fmt: skip
        self.scan.take(subject, toll)
        return toll

    def _found_before(self, people: People, sentence: Sentence) -> bool:
        return self.reading.has(sentence.first, people.first, "find")

    def _fallen(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """«سقط ستة من عناصر الفرقة في صد الهجوم»: who falls in a fight is dead, unless «أسرى» or «جرحى» follows."""
        fall = self.reading.hit(at, "fall")
        people = self.scan.people.read(fall.last) if fall is not None and fall.last < sentence.last else None
        how = people is not None and people.result is not None and not people.numbered  # «44 مدنياً سقطوا قتلى»
        if (people is None or how) and fall is not None and fall.entry.tag:
            people = self._before(fall, sentence)
        if (
            fall is None
            or people is None
            or people.conj
            or people.result is not None
            or people.first in self.scan.taken
        ):
            return None
        outcome = self._how(people, sentence)
        armed = any(group == "combatant" for group, _ in people.groups)
        struck = self.reading.has(sentence.first, sentence.last, "weapon")
        struck = struck or self.reading.has(people.last, min(sentence.last, people.last + 1), "by_hand")
        known = people.noun == "known" or armed or self.reading.hit(people.first, "counted") is not None
        if not outcome and not (known and struck and (people.numbered or armed)):
            return None
        toll = Toll(
            outcome or "killed", people, fall, min(fall.first, people.first), max(fall.last, people.last), index,
            "those who fell", list(people.groups),
            void=self.cues.void(fall, sentence), side=people.side,
        )  # fmt: skip
        self.scan.take(people, toll)
        return toll

    def _before(self, fall: Hit, sentence: Sentence) -> People | None:
        """«نعى الحزب أربعة من مقاتليه سقطوا في مواجهات»: counted people right before the verb that agrees with them."""
        for at in range(fall.first - 1, max(sentence.first, fall.first - _FALL_REACH) - 1, -1):
            people = self.scan.numbered.get(at)
            if people is not None and people.last == fall.first:
                return people
        return None

    def _how(self, people: People, sentence: Sentence) -> str:
        for at in range(people.last, min(sentence.last, people.last + _FALL_REACH)):
            result = self.reading.hit(at, "result")
            if result is None:
                continue
            if result.article or result.conj or result.prep:
                return ""
            second = self.reading.hit(result.last, "result") if result.last < sentence.last else None
            both = second is not None and second.conj and {result.entry.tag, second.entry.tag} == _HIT
            if not both or second is None or not people.numbered:
                self.scan.used.add(result.first)
                return result.entry.tag
            self.scan.used.update((result.first, second.first))
            return "casualties"  # «44 مدنياً سقطوا قتلى وجرحى»
        return ""

    def _is_found(self, body: People, sentence: Sentence) -> bool:
        """«أربع جثث لم يتعرف إليها أحد»: counted bodies are news only where they were found, or fell."""
        if not body.numbered:
            return True
        return self.reading.has(sentence.first, sentence.last, "find", "cause", "toll", "update", "weapon", "rubble")

    # --- bodies and pairs ---------------------------------------------------------------------------------------

    def _circumstance(self, people: People, entry: Entry, sentence: Sentence) -> str:
        return "" if self._is_received(people, sentence) else entry.circumstance

    def _is_received(self, people: People, sentence: Sentence) -> bool:
        """Bodies that a hospital receives or mourners carry are those of the attack, not found."""
        near = max(sentence.first, people.first - _CAUSE_REACH)
        return self.reading.has(near, people.first, "receives", "arrives", "mourns")

    def _of_counted(self, body: People, sentence: Sentence) -> bool:
        """«جثمانا مدنيين قُتلا», «جثث سبعة رجال أُعدموا»: the people behind the bodies are already counted."""
        inner = self.scan.taken.get(body.last)
        if inner is None or body.numbered or inner.people.first != body.last:
            return False
        found = "" if self._is_received(body, sentence) else "body_found"
        inner.circumstance = inner.circumstance or found
        return True

    def _bodies(self, body: People) -> People:
        """«جثث أربعة عشر شخصاً», «جثة شاب»: the people behind the bodies are the count; of «ثلاث جثث» the bodies are."""
        if body.last >= len(self.reading.norms):
            return body
        inner = self.scan.people.read(body.last)
        if inner is None or inner.conj or inner.first in self.scan.taken or not self._is_owner(inner, body):
            return body
        if not body.numbered:
            return inner._replace(first=body.first, result=body.result, conj=body.conj)
        if self.reading.norms[inner.first].startswith(_GRAMMAR["for"]):
            return body._replace(last=inner.last, groups=tuple((group, body.count) for group, _ in inner.groups))
        return body

    def _is_owner(self, inner: People, body: People) -> bool:
        """«جثث مجهولة», «جثتين متفحمتين»: an adjective of the bodies is no person behind them.

        Of «جثامين أم وأطفالها الثلاثة» the first is one, and further people follow.
        """
        if inner.numbered or inner.number != "singular" or body.number == "singular":
            return True
        following = self.scan.people.read(inner.last) if inner.last < len(self.reading.norms) else None
        return following is not None and following.conj and following.result is None

    def _pair(self, people: People) -> int:
        """«عشرات القتلى والجرحى», «أربعين قتيلاً وجريحاً»: one past the pair that one number governs, else 0."""
        reading = self.reading
        if not people.numbered or people.result is None or people.last >= len(reading.norms):
            return 0
        noun = reading.hit(people.last - 1, "result")
        second = reading.hit(people.last, "result")
        if noun is None or second is None or not second.conj or {noun.entry.tag, second.entry.tag} != _HIT:
            return 0
        singular = noun.entry.number == second.entry.number == "singular" and people.count.low >= _SINGULAR_FROM
        both = (noun.article and second.article) or (singular and not noun.article and not second.article)
        acts = reading.hit(people.last, "act") is not None and second.last < len(reading.norms)
        if acts and self.scan.people.read(second.last) is not None:
            return 0  # «سقوط 27 قتيلاً وإصابة 106 آخرين»
        return second.last if both else 0

    # --- what brings it -------------------------------------------------------------------------------------------

    def _governed(self, people: People, sentence: Sentence) -> bool:
        """Whether an indefinite noun of outcome is told as news: brought by a cause, found, or in a list of tolls."""
        entry = people.result
        assert entry is not None
        if people.definite:
            return False
        brought = self._brought(people, sentence)
        if brought is not None:
            return brought
        if entry.tag == "missing" and any(self.reading.hit(people.first - n, "still") for n in _STILL):
            return True  # «ولا يزال عالقون تحت الأنقاض»
        if entry.words[0] not in _PLAIN_TOLLS:
            return False
        opens = people.first - sentence.first <= 1 or self.reading.norms[people.first - 1] == _COLON
        told = entry.tag != "casualties" and self.reading.hit(people.first - 1, "that") is not None
        opens = opens or told or self._is_told_of(people, sentence)  # «بأن قتلى وجرحى سقطوا»
        return opens or (people.conj and people.number == "plural")

    def _is_told_of(self, people: People, sentence: Sentence) -> bool:
        """«أعلنت وزارة الصحة عن "شهيد وإصابتين"»: what somebody tells of."""
        at = people.first - 1
        at -= at > 0 and self.reading.is_mark(at, OPENING)
        return self.reading.hit(at, "telling_of") is not None and self.reading.has(sentence.first, at, "report_verb")

    def _brought(self, people: People, sentence: Sentence) -> bool | None:
        reading = self.reading
        body = people.result is not None and people.result.circumstance == "body_found"
        killed = people.result is not None and people.result.tag == "killed"
        if body and reading.has(people.last, min(sentence.last, people.last + _FOUND_REACH), "find"):
            return True
        reach = _FINDER_REACH if body else _CAUSE_REACH
        for at in range(people.first - 1, max(sentence.first, people.first - reach) - 1, -1):
            if self.scan.taken.get(at) is not None:
                return people.conj
            if (reading.hit(at, "find", "receives") if body else reading.hit(at, "cause")) or (
                killed and reading.hit(at, "find", "arrives")
            ):
                return True
            if reading.hit(at, "verb", "separator") and not reading.hit(at, "adverb"):
                return None
        return None


def _share_tail(one: Toll, other: Toll) -> None:
    """«خمسة قتلى وتسعة جرحى من المدنيين»: what stands behind two nouns of outcome in one breath says who both were."""
    people, tail = one.people, other.people
    beside = tail.conj and tail.first == people.last and one.outcome != other.outcome
    nouns = people.result is not None and tail.result is not None and people.noun == tail.noun
    told = bool(other.groups or other.side) and not set(tail.result.groups if tail.result else ())
    if not (beside and nouns and told) or one.groups or one.side or one.parts or one.gapped:
        return
    one.groups = [(group, one.count) for group, _ in other.groups]
    one.side = other.side
    one.people = people._replace(groups=tuple(one.groups), side=tail.side)
