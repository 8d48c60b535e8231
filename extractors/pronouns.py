"""People of whom only a pronoun or their name speaks: «ما أدى إلى مقتله», «قضى نحبه», «نعى الحزب الشهيد علي منصور»."""

from __future__ import annotations

from extractors.reading import Hit, Sentence
from extractors.records import Count
from extractors.tokens import MARK
from extractors.tolls import Scan
from extractors.victims import VAGUE_LOW, People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_PRONOUNS = tuple(_GRAMMAR["his"])
_HIS_DUAL, _HIS_PLURAL = tuple(_GRAMMAR["his_dual"]), tuple(_GRAMMAR["his_plural"])
_THEM, _WHO = tuple(_GRAMMAR["them"]), frozenset(_GRAMMAR["who_one"])
_CAUSE_REACH = 3  # tokens from «أدى» to the pronoun of the one killed
_FROM = _GRAMMAR["from"]
_DOER_REACH = 2  # tokens from «من» or «من قبل» to who did it
_ANTECEDENT_REACH = 4  # tokens before «أصابه» in which the one hit is named
_OBJECTS = {"object_one": 1, "object_two": 2}
_BACK_REACH = 60  # tokens before a pronoun in which people already counted are those it stands for


class PronounReader:
    """Finds those of one text whom no noun counts."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading = scan.reading

    def object_of(self, cue: Hit, sentence: Sentence) -> People | None:
        """«فأردوه قتيلاً», «قتله مسلحون»: the result noun behind the verb, or the pronoun itself, is the one hit."""
        for at in range(cue.last, min(sentence.last, cue.last + 2)):
            people = self.scan.people.read(at)
            if people is not None and people.result is not None and at not in self.scan.taken:
                return people
        n = _OBJECTS.get(cue.entry.number)
        if cue.entry.tag != "killed" and not self._person_before(cue, sentence):
            return None  # «ملجأ أصابه صاروخ»
        if n is None or any(at in self.scan.taken for at in range(max(0, cue.first - _BACK_REACH), cue.first)):
            return None
        return People(cue.first, cue.last, Count(n, n), noun="pronoun", number="singular" if n == 1 else "dual")

    def of_result(self, cue: Hit, sentence: Sentence) -> People | None:
        """«أطلقوا النار على الشاب أحمد العلي، ما أدى إلى مقتله»: the one person named before."""
        reading, word = self.reading, self.reading.norms[cue.first]
        n, number = (2, "dual") if word.endswith(_HIS_DUAL) else (1, "singular")
        several = n == 1 and word.endswith(_HIS_PLURAL)
        near = range(max(sentence.first, cue.first - _CAUSE_REACH), cue.first)
        caused = any(reading.hit(at, "brought") for at in near)
        if several or not caused or cue.first in self.scan.subset:
            return None
        for at in range(cue.first - 1, sentence.first - 1, -1):
            toll = self.scan.taken.get(at)
            if at in self.scan.taken and (toll is None or not toll.void):
                return None
            if toll is not None:
                continue  # «قائد ميليشيا يتهم باغتيال معارضين، بعدة طلقات، ما أدى إلى مقتله»
            person = reading.hit(at, "person") if n > 1 else reading.hit(at, "person", "name")  # «الشابين محمد وعلي»
            if person is not None and at not in reading.place_at:
                single = n == 1 and at > 0 and reading.hit(at - 1, "one_of") is not None  # «على أحد عناصر قسد»
                if not single and person.entry.number != number:
                    if self._is_doer(at, sentence):
                        continue  # «تعرض شاب لإطلاق نار من قبل مجهولين، ما أدى إلى مقتله»
                    return None
                who = self.scan.people.read(at - single, named=True)
                groups = tuple((group, Count(n, n)) for group, _ in who.groups) if who is not None else ()
                side = who.side if who is not None else ""
                return People(cue.first, cue.last, Count(n, n), groups, noun="pronoun", number=number, side=side)
        return None

    def _is_doer(self, at: int, sentence: Sentence) -> bool:
        near = range(max(sentence.first, at - _DOER_REACH), at)
        return any(self.reading.norms[n] == _FROM for n in near)

    def before(self, cue: Hit, sentence: Sentence) -> People | None:
        """«استهدفنا قوة راجلة وأوقعناهم بين قتيل وجريح»: those of whom only the pronoun speaks."""
        at = cue.first - 1
        if at < sentence.first or at in self.scan.taken or not self.reading.norms[at].endswith(_THEM):
            return None
        return People(at, cue.last, Count(VAGUE_LOW, None, "vague"), noun="pronoun")

    def implied(self, cue: Hit) -> People | None:
        """«قضى نحبه», «لفظ أنفاسه»: an idiom whose pronoun is all that is said of the one who died."""
        at = cue.last
        if not cue.entry.needs or cue.entry.tag != "killed" or at >= len(self.reading.norms):
            return None
        word = self.reading.norms[at]
        if word not in cue.entry.needs or not word.endswith(_PRONOUNS) or cue.entry.number == "plural":
            return None
        n = 2 if cue.entry.number == "dual" else 1
        return People(at, at + 1, Count(n, n), noun="pronoun", number=cue.entry.number)

    def mourned(self, cue: Hit, sentence: Sentence) -> People | None:
        """«نعى الحزب الشهيد علي منصور الذي ارتقى بغارة»: of one who is named by those who mourn him."""
        reading = self.reading
        mourns = reading.hits_in(sentence.first, cue.first, "mourns")
        if not mourns or reading.norms[cue.first - 1] not in _WHO or not reading.has(cue.last, sentence.last, "weapon"):
            return None
        behind = self.scan.people.read(cue.last) if cue.last < sentence.last else None
        if behind is not None and not behind.conj:
            return None  # «الذي قُتل والداه بغارة»
        names = (at for at in range(mourns[-1].last, cue.first) if self._is_given_name(at))
        first = last = next(names, None)
        if first is None or last is None or any(at in self.scan.taken for at in range(first, cue.first)):
            return None
        groups: dict[str, None] = {}
        first -= reading.kinds[first - 1] == MARK  # «الشهيد المجاهد» علي
        while first - 1 > mourns[-1].last and (title := self._title(first - 1)) is not None:
            groups |= dict.fromkeys(title.entry.groups)
            first -= 1
        shares = tuple((group, Count(1, 1)) for group in groups)
        return People(first, last + 1, Count(1, 1), shares, noun="name", number="singular")

    def _person_before(self, cue: Hit, sentence: Sentence) -> bool:
        first = max(sentence.first, cue.first - _ANTECEDENT_REACH)
        hits = (self.reading.hit(at, "person") for at in range(first, cue.first))
        return any(hit is not None and hit.entry.number == "singular" for hit in hits)

    def _is_given_name(self, at: int) -> bool:
        name = self.reading.hit(at, "name")
        return name is not None and name.entry.tag != "heads" and at not in self.reading.place_at

    def _title(self, at: int) -> Hit | None:
        """«الشهيد المسعف» before a name; «المدني» of «الدفاع المدني» is none."""
        if any(hit.last > at for hit in self.reading.hits.get(at - 1, ())):
            return None
        hits = [hit for hit in self.reading.hits.get(at, ()) if hit.entry.cls in ("person", "result")]
        return next((hit for hit in hits if hit.article and hit.entry.number == "singular"), None)
