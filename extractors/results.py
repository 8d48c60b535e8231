"""Nouns that carry their outcome («عشرون قتيلاً», «سقوط جرحى», «عدد القتلى تسعة»)."""

from __future__ import annotations

from dataclasses import replace

from extractors.cues import CueReader
from extractors.lists import ListReader
from extractors.reading import COMMAS, Hit, Sentence
from extractors.subjects import SubjectReader
from extractors.tolls import Scan, Toll
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_AND = read_lexicon("endings")["clitic"]["conjunction"][0]
_PLAIN_TOLLS = frozenset(_GRAMMAR["plain_tolls"])


class ResultReader:
    """Reads the tolls of one text that no verb tells."""

    def __init__(self, scan: Scan, cues: CueReader, subjects: SubjectReader, lists: ListReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.cues = cues
        self.subjects = subjects
        self.lists = lists

    def read(self, index: int, sentence: Sentence) -> list[Toll]:
        tolls: list[Toll] = []
        for at in range(sentence.first, sentence.last):
            if at in self.scan.taken or at in self.scan.subset or at in self.scan.used:
                continue
            people = self.scan.people.read(at)
            toll = None
            if people is None or not people.numbered:
                toll = self._definite_toll(at, index, sentence)
            if toll is None and people is not None and people.result is not None and people.last <= sentence.last:
                toll = self._result_toll(people, index, sentence)
            if toll is not None:
                tolls += self.lists.extend(toll, sentence)
        return tolls

    def _result_toll(self, people: People, index: int, sentence: Sentence) -> Toll | None:
        entry = people.result
        assert entry is not None
        cue = Hit(entry, people.first, people.last, "" if not people.conj else _AND)
        if entry.cls == "result" and not people.numbered and not self._governed(people, sentence):
            return self._predicate(people, cue, index, sentence)
        if people.number == "singular" and entry.circumstance == "body_found":
            people = self._bodies(people)
        outcome = entry.tag
        pair = self._genitive_pair(people)
        if pair:
            outcome = "casualties"
            people = replace(people, last=pair)
        elif entry.circumstance == "body_found" and not people.numbered:
            people = self._bodies(people)
        toll = Toll(
            outcome,
            people,
            cue,
            people.first,
            people.last,
            index,
            "noun of outcome",
            list(people.groups),
            circumstance=entry.circumstance,
            void=self.cues.void(cue, sentence),
            side=people.side,
        )
        self.scan.take(people, toll)
        return toll

    def _predicate(self, people: People, cue: Hit, index: int, sentence: Sentence) -> Toll | None:
        """«ستة أشخاص ما زالوا مفقودين»: an indefinite noun of outcome told of the people before it."""
        if cue.entry.tag not in ("missing", "detained") or people.definite or people.own:
            return None
        subject = self.subjects.find(cue, sentence)
        if subject is None:
            return None
        toll = Toll(
            cue.entry.tag,
            subject,
            cue,
            subject.first,
            cue.last,
            index,
            "predicate",
            list(subject.groups),
            void=self.cues.void(cue, sentence),
            side=subject.side,
        )
        self.scan.take(subject, toll)
        return toll

    def _bodies(self, body: People) -> People:
        """«جثث أربعة عشر شخصاً», «جثة شاب»: the people behind the bodies are the count."""
        if body.last >= len(self.reading.norms):
            return body
        inner = self.scan.people.read(body.last)
        if inner is None or inner.conj or inner.first in self.scan.taken:
            return body
        return replace(inner, first=body.first, result=body.result, conj=body.conj)

    def _genitive_pair(self, people: People) -> int:
        """«عشرات القتلى والجرحى»: one past the pair where one number governs both nouns, else 0."""
        reading = self.reading
        if not people.numbered or people.result is None or people.last >= len(reading.norms):
            return 0
        noun = reading.hit(people.last - 1, "result")
        second = reading.hit(people.last, "result")
        if noun is None or second is None or not second.conj or not (noun.article and second.article):
            return 0
        return second.last if {noun.entry.tag, second.entry.tag} == {"killed", "injured"} else 0

    def _governed(self, people: People, sentence: Sentence) -> bool:
        """Whether an indefinite noun of outcome is told as news: brought by a cause, found, or in a list of tolls."""
        reading = self.reading
        entry = people.result
        assert entry is not None
        if people.definite:
            return False
        for at in range(people.first - 1, max(sentence.first, people.first - 10) - 1, -1):
            if at in self.scan.taken and self.scan.taken[at] is not None:
                return people.conj
            if reading.hit(at, "find") and entry.circumstance == "body_found":
                return True
            if reading.hit(at, "cause") and entry.circumstance != "body_found":
                return True
            if reading.hit(at, "verb", "separator") and not reading.hit(at, "adverb"):
                break
        headline = (
            people.first - sentence.first <= 1 and entry.tag in ("killed", "injured") and entry.words[0] in _PLAIN_TOLLS
        )
        return headline or (people.conj and people.number == "plural" and entry.words[0] in _PLAIN_TOLLS)

    def _definite_toll(self, at: int, index: int, sentence: Sentence) -> Toll | None:
        """«عدد القتلى تسعة», «حصيلة الشهداء بلغت 530», «القتلى ثلاثة عشر والجرحى خمسة وثلاثون»."""
        reading = self.reading
        if at in reading.place_at:
            return None
        noun = next(
            (h for h in reading.hits.get(at, ()) if h.entry.cls == "result" and h.entry.number == "plural"), None
        )
        if noun is None or noun.entry.own or noun.prep:
            return None
        told = any(reading.hit(b, "toll") for b in range(max(sentence.first, at - 3), at))
        if not (noun.article or told):
            return None
        people = self._toll_number(noun, told, sentence)
        if people is None:
            return None
        groups = list(people.groups)
        adjective = self.reading.hit(noun.last, "person") if noun.last < sentence.last else None
        if adjective is not None and not adjective.conj:
            groups += [(g, people.count) for g in adjective.entry.groups]
        cue = replace(noun)
        outcome = people.result.tag if people.result is not None and noun.entry.tag == "casualties" else noun.entry.tag
        toll = Toll(
            outcome,
            people,
            cue,
            noun.first,
            people.last,
            index,
            "toll told as a number",
            groups,
            circumstance=noun.entry.circumstance,
            void=self.cues.void(cue, sentence),
            definite=True,
        )
        self.scan.take(people, toll)
        return toll

    def _toll_number(self, noun: Hit, told: bool, sentence: Sentence) -> People | None:
        reading = self.reading
        reach = 16 if told else 3
        for at in range(noun.last, min(sentence.last, noun.last + reach)):
            if at in self.scan.taken or reading.is_mark(at, COMMAS):
                return None
            other = reading.hit(at, "result")
            if other is not None and other.article and not other.conj and other.entry.tag != noun.entry.tag:
                return None
            if reading.hit(at, "verb", "separator") and not reading.hit(at, "update", "particle"):
                return None
            people = self.scan.people.read(at)
            if people is not None and people.numbered and at not in reading.time_at:
                result = people.result
                if people.noun != "unknown" and (
                    result is None or result.tag in (noun.entry.tag, "casualties") or noun.entry.tag == "casualties"
                ):
                    return people
                return None
        return None
