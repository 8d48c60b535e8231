"""Objects: those whom a verb's subject killed or took, behind the verb or behind the subject («قتل مسلحون شاباً»)."""

from __future__ import annotations

from extractors.appositions import AppositionReader
from extractors.names import NameReader
from extractors.reading import COMMAS, Hit, Sentence
from extractors.tolls import Scan
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_LINK_REACH = 8  # tokens to the preposition that a verb governs («قضت وحدات الجيش على …»)
_OBJECT_REACH = 8  # tokens from a subject to the object of a verb that can only be active
_NOUN_REACH = 4  # tokens from «في» to the name behind its nouns («في محيط مدينة جاسم»)


class ObjectReader:
    """Finds the objects of one text's verbs."""

    def __init__(self, scan: Scan, names: NameReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.names = names
        self.appositions = AppositionReader(scan.reading)

    def adjacent(self, cue: Hit, sentence: Sentence) -> People | None:
        """«وقتلوا عنصرين»: people right behind a verb that already agrees with its subject are what it hit."""
        if cue.last >= sentence.last or cue.last in self.scan.subset:
            return None
        adverb = self.reading.hit(cue.last, "adverb")
        at = adverb.last if adverb is not None else cue.last  # «اعتقلوا أيضاً المحامي فؤاد عبد الرحمن»
        while at in self.reading.time_at:
            at = self.reading.times[self.reading.time_at[at]].last  # «اختطفوا اليوم اثنين من المدنيين»
        people = self.scan.people.read(at, named=True)
        if people is None or people.conj or people.first in self.scan.taken or people.of_them:
            return None
        told = people.noun == "known" or (people.numbered and people.noun == "")
        by_name = people.number == "singular" and self.names.read(people.last) is not None
        return people if told and (by_name or not people.definite) else None

    def of(self, people: People, cue: Hit, sentence: Sentence) -> tuple[People, str]:
        """«قتل ثلاثة عناصر من حزب الله عنصراً»: a second phrase right behind an armed first is what was hit."""
        armed = bool(people.side) or any(g == "combatant" for g, _ in people.groups)
        active = cue.entry.voice == "active"
        at = people.last
        actor = self.reading.hit(people.first, "actor")
        held = cue.entry.tag == "detained" and cue.entry.cls == "verb"
        if not (armed or active or actor or held) or cue.entry.cls == "act":
            return people, ""
        if actor is not None and actor.first == people.first and actor.last > at:
            at = actor.last
        if active or (people.number == "plural" and not people.numbered):
            at = self._past_means(at, sentence)
        beyond = self._behind_asides(at, sentence, active)
        if beyond is not None:
            return beyond, people.side or "unknown"
        behind = at
        captors = (
            cue.entry.tag == "detained" and people.number == "plural" and cue.entry.number in ("singular", "feminine")
        )
        far = (active or captors) and not people.numbered and not people.accusative
        active = active or captors
        end = min(sentence.last, at + (_OBJECT_REACH if far else 1))
        while at < end:
            if self.reading.is_mark(at, COMMAS):
                second = self.scan.people.read(at + 1) if active and at + 1 < sentence.last else None
                marked = second is not None and second.accusative and self._is_object(second, people, active)
                return (second, people.side or "unknown") if second is not None and marked else (people, "")
            if self.reading.hit(at, "verb", "separator", "subset", "relative"):
                break
            second = self.scan.people.read(at, named=at == behind)
            if second is not None and self._is_object(second, people, active):
                return second, people.side or "unknown"
            at += 1
        return people, ""

    def _behind_asides(self, at: int, sentence: Sentence, active: bool) -> People | None:
        """«قتل مسلحون أمس ثلاثة مدنيين», «قتل عناصر من داعش، في جاسم، شاباً»: when and where stand before the object."""
        first = at + (at < sentence.last and self.reading.is_mark(at, COMMAS))
        beyond = self._past_asides(first, sentence)
        if beyond == first or beyond >= sentence.last:
            return None
        second = self.scan.people.read(beyond, named=True)
        if second is None or second.conj or second.other or second.of_them:
            return None
        if beyond in self.scan.taken or beyond in self.scan.subset or self.reading.hit(beyond, "actor", "weapon"):
            return None
        if second.definite:
            told = second.number == "singular" and (active or self.appositions.behind(second) > second.last)
            return second if told else None
        return second if second.accusative or (second.numbered and second.noun in ("known", "")) else None

    def _past_asides(self, at: int, sentence: Sentence) -> int:
        """One past the times and places that stand at a token, with the commas around them."""
        reading = self.reading
        begun = at
        while at < sentence.last:
            if at in reading.time_at:
                at = reading.times[reading.time_at[at]].last
                continue
            inside = at + (reading.norms[at] == _GRAMMAR["in"])
            place = next((p for p in reading.places_in(at, at + _NOUN_REACH) if p.start == inside), None)
            if place is None:
                break
            at = max(place.last, place.end)
        if at > begun and reading.is_mark(begun - 1, COMMAS) and at < sentence.last and reading.is_mark(at, COMMAS):
            return at + 1
        return at

    def _past_means(self, at: int, sentence: Sentence) -> int:
        """One past «بالرصاص», which may stand between who killed and who was killed."""
        while at < sentence.last:
            hit = self.reading.hit(at, "weapon")
            if hit is None:
                return at
            at = hit.last
        return at

    def _is_object(self, second: People, first: People, active: bool) -> bool:
        if (
            second.conj
            or second.other
            or second.of_them
            or second.first in self.scan.taken
            or second.first in self.scan.subset
        ):
            return False
        if self.reading.hit(second.first, "actor", "weapon"):
            return False
        if first.side and second.definite and self.names.read(second.last) is None:
            return False  # «قُتل ثلاثة عناصر من تنظيم داعش الإرهابي»
        marked = second.accusative or second.numbered
        return marked or (
            second.noun == "known" and (active or second.number != first.number) and second.number != "plural"
        )

    def linked(self, cue: Hit, sentence: Sentence) -> People | None:
        """«أجهز المهاجمون على أربعة جرحى», «فتك القصف بخمسة»: the people stand behind the preposition."""
        reading, link = self.reading, cue.entry.link
        for at in range(cue.last, min(sentence.last, cue.last + _LINK_REACH)):
            if reading.norms[at] == link:
                return self.scan.people.read(at + 1, named=True) if at + 1 < sentence.last else None
            people = self.scan.people.read(at, named=True) if reading.norms[at].startswith(link) else None
            if people is not None:
                return people
        return None
