"""Lists of people behind one cue: items add up; a place between two of them opens a toll of its own (gapping)."""

from __future__ import annotations

from extractors.appositions import AppositionReader
from extractors.names import NameReader
from extractors.people import share_groups
from extractors.reading import CLOSING, COMMAS, OPENING, Reading, Sentence
from extractors.tokens import MARK
from extractors.tolls import Scan, Toll, add_counts
from extractors.victims import People
from extractors.wordlists import read_lexicon

_WITH = read_lexicon("endings")["grammar"]["with"]
_IN = read_lexicon("endings")["grammar"]["in"]
_MEANS_REACH = 4  # tokens from «بالرصاص» to the number of those hit otherwise
_LIST_GAP = 12  # tokens between two items of a list
_PLAIN_GAP = 2  # unknown words before an item without a number
_OWN_GAP = 4  # the same before one of theirs («رئيس المجلس المحلي في بلدة طفس وابنه»)
_TELLING_REACH = 6  # tokens behind a gapped number in which its own place or weapon stands
_FAR_REACH = 60  # tokens to a gapped item
_PLUS_REACH = 22  # tokens to «إضافة إلى 231 من عناصر الأمن»
_SINGULAR_FROM = 11  # numbers from eleven on are followed by a singular
_SPELT = 2  # items of a list that spells out a count
_PARTS_OPEN = ":"
_THEY_DID = read_lexicon("endings")["grammar"]["they_did"]
_CLOSERS = ("verb", "act", "result", "report_verb")
_CLAUSES = ("verb", "act", "separator", "report_verb")
_IN_REACH = 4  # tokens from «في» to the name of the place behind its noun
_STOPS = (
    "separator", "relative", "verb", "act", "report_verb", "report_according", "subset", "share", "breakdown",
)  # fmt: skip


class ListReader:
    """Reads on from a toll's people to the rest of their list."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.names = NameReader(scan.reading)
        self.appositions = AppositionReader(scan.reading)
        self._tellers = self.reading.starts_of("report_according")
        stops = self.reading.starts_of(*_STOPS)
        self._stops = {at for at in stops if not self._is_adjective(at)}
        self._clauses = self.reading.starts_of(*_CLAUSES)

    def _is_adjective(self, at: int) -> bool:
        """«آمر الفوج التابع للواء»: with an article it is no verb."""
        hit = self.reading.hit(at, *_STOPS)
        return hit is not None and hit.article and hit.entry.cls in ("verb", "report_verb")

    def extend(self, toll: Toll, sentence: Sentence) -> list[Toll]:
        """The toll with the rest of its list («طفلة ورجل ومسن»), and the tolls that gapping opens."""
        tolls, current = [toll], toll
        at = self._spell_out(toll, self.appositions.behind(toll.people), sentence)
        while True:
            nxt, gapped = self._next(at, current, sentence)
            if nxt is None:
                return tolls
            if gapped:
                current = self._gap(current, nxt)
                tolls.append(current)
            elif nxt.result is not None and nxt.result.tag != toll.outcome:
                return tolls
            else:
                self._add(current, nxt)
            self.scan.take(nxt, current)
            at = self.appositions.behind(nxt)

    def _spell_out(self, toll: Toll, at: int, sentence: Sentence) -> int:
        """«سبعة أشخاص، رجل وامرأة وخمسة أطفال»: those just counted, told one by one; returns one past them."""
        items = self._apposed(at, sentence)
        if len(items) < _SPELT or any(item.count.high != item.count.low for item in items):
            return at
        told, count = toll.people.count, add_counts([item.count for item in items])
        if told.quantifier == "vague" and not toll.people.numbered:  # «عائلة كاملة، أب وأم وخمسة أطفال»
            toll.people = toll.people._replace(count=count, numbered=True)
        elif (told.low, told.high) != (count.low, count.high):
            return at
        for item in items:
            toll.groups += item.groups
            self.scan.take(item, toll)
        toll.last = max(toll.last, items[-1].last)
        return items[-1].last

    def _apposed(self, at: int, sentence: Sentence) -> list[People]:
        """The people of a list behind a comma or in a bracket, whose first stands without «و»."""
        items: list[People] = []
        here = at + 1
        opened = at < sentence.last and (self.reading.is_mark(at, COMMAS) or self.reading.is_mark(at, OPENING))
        while opened and here < sentence.last:
            item = self.scan.people.read(here)
            if item is None or item.first in self.scan.taken or item.conj != bool(items) or item.result is not None:
                break
            if item.noun != "known" or item.other or belongs_to_verb(self.reading, item, sentence):
                break
            items.append(item)
            here = item.last
        return items

    def _gap(self, toll: Toll, people: People) -> Toll:
        return Toll(
            toll.outcome, people, toll.cue, people.first, people.last, toll.sentence,
            "gapped " + toll.rule.removeprefix("gapped "),
            list(people.groups), circumstance=toll.circumstance, weapon=toll.weapon, side=people.side,
            gapped=True, void=toll.void,
        )  # fmt: skip

    def _add(self, toll: Toll, people: People) -> None:
        if self._shares_number(toll, people):
            own = {group for group, _ in toll.people.groups}
            kept = [share for share in toll.groups if share[0] not in own]
            toll.groups = [*share_groups(toll.people, people), *kept]
        else:
            toll.parts.append(people)
            toll.groups += people.groups
        toll.last = max(toll.last, people.last)

    def _shares_number(self, toll: Toll, people: People) -> bool:
        """«15 ضابطاً وعنصراً», «ألف أسير ومعتقل»: from eleven on, two singulars share one number."""
        if not toll.people.numbered or toll.people.count.low < _SINGULAR_FROM or people.numbered:
            return False
        if self.reading.norms[people.first].endswith(self.reading.norms[toll.people.last - 1]):
            return False  # «مئة شخص وشخص واحد»
        return people.accusative or (
            people.number == "singular" and not people.own and people.first == toll.people.last
        )

    def _next(self, at: int, toll: Toll, sentence: Sentence) -> tuple[People | None, bool]:
        """The next item of a list and whether it is gapped; (None, False) at its end."""
        people, gapped = self._near(at, toll, sentence)
        if people is None:
            far = self._far(at, toll, sentence)
            plus = self._plus(max(at, toll.last), sentence)
            added = plus is not None and self._tells_own(plus, sentence) and self._told_before(plus, sentence)
            if plus is not None and not added and toll.gapped:
                plus = None
            people = min((p for p in (far, plus) if p is not None), key=lambda p: p.first, default=None)
            gapped = people is far or added
        return (people, gapped) if people is not None else (None, False)

    def _near(self, at: int, toll: Toll, sentence: Sentence) -> tuple[People | None, bool]:
        reading = self.reading
        gapped, plain = False, 0
        limit = min(sentence.last, at + _LIST_GAP)
        at += at < limit and reading.is_mark(at, CLOSING)  # «قيادي في "حزب العمال" وعنصرين من "قسد"»
        while at < limit and at not in self.scan.subset and at not in self._stops:
            people = self._item(at, toll, plain, gapped)
            if people is None and gapped and at in self.scan.people.starts:
                people = self._gapped_at(at, toll, sentence, parts=False)
            if people is not None:
                if belongs_to_verb(reading, people, sentence):
                    return None, False
                return people, gapped and not _is_theirs(people)  # «مدني في طفس ونجله»
            if reading.kinds[at] == MARK and not reading.is_mark(at, COMMAS):
                break
            listed = toll.people.noun == "listed"  # «وأمجد تركي العطيش، وحافظ الزيدان»: names that no list knows
            if plain and at in reading.commas and not listed and not self._counts_on(at + 1, plain, sentence):
                break
            if at in reading.time_at or self._tells_other(at, toll):
                break
            if reading.hit(at, "weapon"):
                return (None if gapped or plain else self._by_other_means(at, toll, sentence)), False
            place = reading.places[reading.place_at[at]] if at in reading.place_at else None
            gapped = gapped or (place is not None and place.kind != "anaphor")  # «نجل وكيل المحافظة وحارسه»
            plain += place is None and reading.kinds[at] != MARK
            at = place.last if place is not None else at + 1
        return None, False

    def _tells_other(self, at: int, toll: Toll) -> bool:
        """«60 جريحاً، وفي النبطية 12 شهيداً و48 جريحاً»: the dead of the next place end the list of the hurt."""
        people = self.scan.people.read(at) if at in self.reading.number_at else None
        return people is not None and people.result is not None and people.result.tag != toll.outcome

    def _counts_on(self, at: int, plain: int, sentence: Sentence) -> bool:
        """«231 عنصراً من قوات الأمن ووزارة الدفاع، و250 مسلحاً»: a number with its noun right behind the comma.

        So too another one: «قائد فوج، وضابط آخر».
        """
        people = self.scan.people.read(at) if at < sentence.last else None
        if people is not None and people.conj and people.other and people.noun == "known" and not people.numbered:
            return plain <= _PLAIN_GAP and people.number != "plural"
        people = people if at in self.reading.number_at else None
        return plain <= _PLAIN_GAP and people is not None and people.conj and people.numbered and people.noun == "known"

    def _by_other_means(self, at: int, toll: Toll, sentence: Sentence) -> People | None:
        """«أصيب تسعة بالرصاص الحي وأربعة بشظايا»: a bare number, and with what it was hit right behind."""
        reading = self.reading
        means = max((hit.last for hit in reading.hits.get(at, ()) if hit.entry.cls == "weapon"), default=at + 1)
        parted = False
        for here in range(means, min(sentence.last - 1, means + _MEANS_REACH)):
            people = self.scan.people.read(here) if here in reading.number_at else None
            if people is not None:
                bare = people.conj and people.noun == "" and people.first not in self.scan.taken
                with_what = people.last < sentence.last and reading.norms[people.last].startswith(_WITH)
                several = toll.people.numbered or toll.people.number != "plural"
                if parted and with_what and reading.hit(people.last, "weapon") is not None:
                    return None  # «…، وثلاثة بغارة» tells of another attack
                return people if bare and with_what and several else None
            parted = parted or reading.is_mark(here, COMMAS)
            if reading.hit(here, *_STOPS) or here in reading.place_at:
                return None
        return None

    def _item(self, at: int, toll: Toll, plain: int, gapped: bool) -> People | None:
        people = self.scan.people.read(at, named=plain == 0)
        if people is None:
            return self._named_item(at, toll) if not gapped else None
        together = self._is_company(at, people, plain)
        if people.first in self.scan.taken or not (people.conj or self._after_and(at) or together):
            return None
        if people.noun == "unknown" and (plain or gapped):
            return None
        if together or _is_theirs(people):
            return people if plain <= _OWN_GAP else None
        if not people.numbered and (plain > _PLAIN_GAP or gapped):
            return None
        return people

    def _named_item(self, at: int, toll: Toll) -> People | None:
        """«سامر وليث»: a name joined to a person."""
        if toll.people.number != "singular" or toll.people.numbered:
            return None
        name = self.names.read(at, listed=toll.people.noun == "listed")
        return name if name is not None and name.conj else None

    def _is_company(self, at: int, people: People, plain: int) -> bool:
        """«قُتل الضابط مع ثلاثة من أفراد أسرته»: those of a person who was hit with them, right behind him."""
        if self.reading.hit(at - 1, "together") is None or (plain > 1 and self.reading.hit(at - 2, "name") is None):
            return False
        if people.other:
            return True  # «مقتل القيادي مع إرهابي آخر»
        hits = (hit for here in range(people.first, people.last + 1) for hit in self.reading.hits.get(here, ()))
        return any(hit.entry.cls == "household" or (hit.entry.cls == "person" and hit.entry.own) for hit in hits)

    def _after_and(self, at: int) -> bool:
        return at > 0 and self.reading.hit(at - 1, "and") is not None

    # --- gapping ------------------------------------------------------------------------------------------------

    def _far(self, at: int, toll: Toll, sentence: Sentence) -> People | None:
        """«قُتل شخصان بقصف على مورك، وثلاثة في غارة على كفرزيتا»: a number behind a comma with its own place."""
        reading = self.reading
        opened = False
        for here in range(at, min(at + _FAR_REACH, sentence.last - 1)):
            opened = opened or here in reading.place_at or here in self._tellers
            if opened and here in self.scan.people.starts and here not in self.scan.taken:
                # «في قرية بليون وأربعة مدنيين في قرية البارة»: behind a place or a teller no comma is needed.
                people = self._gapped_at(here, toll, sentence, parts=False)
                if people is not None:
                    return people
            if here in reading.commas or reading.norms[here] == _PARTS_OPEN:
                people = self._gapped_at(here + 1, toll, sentence, parts=reading.norms[here] == _PARTS_OPEN)
                if people is not None:
                    return people
            elif here in self._clauses and here not in self.scan.subset:
                return None
        return None

    def _gapped_at(self, at: int, toll: Toll, sentence: Sentence, parts: bool) -> People | None:
        people = self.scan.people.read(at)
        if people is None or people.first in self.scan.taken or people.first in self.scan.subset:
            return None
        if not people.numbered and not self._is_struck(people, in_list=toll.gapped):
            return None
        if not (people.conj or parts) or people.noun == "unknown" or people.result is not None:
            return None
        if belongs_to_verb(self.reading, people, sentence):
            return None
        return people if self._tells_own(people, sentence) or self._has_teller(people) else None

    def _has_teller(self, people: People) -> bool:
        """«قُتل 12 بحسب مصادر طبية، و17 بحسب المكتب الإعلامي»: a bare number with a teller of its own is a rival."""
        told = self.reading.hit(people.last, "report_according") if people.last < len(self.reading.norms) else None
        return told is not None and people.noun == "" and people.numbered

    def _is_struck(self, people: People, in_list: bool = False) -> bool:
        """«…، ورجل برصاص مجهولين على طريق سرمين», «…، ورجل وامرأة بلغم في تسيل»: what hit them right behind them."""
        if people.noun != "known" or people.number == "plural" or people.definite or people.own:
            return False
        joined = self.scan.people.read(people.last)
        if joined is not None and joined.conj and not joined.numbered:
            return self._is_struck(joined, in_list)
        at = people.last
        weapon = next((h for h in self.reading.hits.get(at, ()) if h.entry.cls == "weapon" and h.prep), None)
        if (in_list or people.other) and self.reading.norms[people.last] == _IN:
            near = self.reading.places_in(people.last, people.last + _IN_REACH)
            return any(place.start <= people.last + 1 for place in near)  # «…، وطفلان بقصف …، وامرأة في كنصفرة»
        if people.other and weapon is None and self.reading.hit(at, "particle") is not None:
            return self.reading.hit(at + 1, "weapon") is not None  # «وشخصين آخرين نتيجة غارة استهدفت شقة»
        return weapon is not None and self._names_place(weapon.last)

    def _names_place(self, first: int) -> bool:
        for at in range(first, min(len(self.reading.norms), first + _TELLING_REACH)):
            if at in self.reading.place_at:
                return True
            if self.reading.hit(at, "verb", "act") or self.reading.is_mark(at, COMMAS):
                return False
        return False

    def _tells_own(self, people: People, sentence: Sentence) -> bool:
        """Whether a place or weapon of its own follows, before any verb; a subset in between is passed over."""
        reading = self.reading
        start = people.last
        while start < sentence.last and start in self.scan.subset:
            if start in reading.place_at:
                return True
            start += 1
        for at in range(start, min(sentence.last, start + _TELLING_REACH)):
            if reading.hit(at, "verb", "act", "subset", "result") or reading.is_mark(at, COMMAS):
                return False
            if at in reading.place_at or (reading.hit(at, "weapon") and at > people.last):
                return True
        return False

    def _told_before(self, people: People, sentence: Sentence) -> bool:
        """Whether those before «إضافة إلى» have a place or weapon; else they share that of those behind it."""
        reading = self.reading
        placed = any(not place.role for place in reading.places_in(sentence.first, people.first))
        return placed or reading.has(sentence.first, people.first, "weapon")

    def _plus(self, at: int, sentence: Sentence) -> People | None:
        """«قُتل 830 مدنياً …، إضافة إلى 231 من عناصر الأمن»: added to those before."""
        reading = self.reading
        for plus in reading.hits_in(at, min(sentence.last, at + _PLUS_REACH), "plus"):
            through = range(at, plus.first + 1)
            if reading.has(at, plus.first + 1, *_CLOSERS) or any(here in self.scan.subset for here in through):
                return None
            people = self.scan.people.read(plus.last) if plus.last < sentence.last else None
            known = people is not None and people.numbered and people.noun != "unknown" and people.result is None
            return people if known and people is not None and people.first not in self.scan.taken else None
        return None


def _is_theirs(people: People) -> bool:
    """«ونجله», «ومرافقوه»: people told by whom they belong to."""
    return people.own and not people.numbered


def belongs_to_verb(reading: Reading, people: People, sentence: Sentence) -> bool:
    """Whether the next word is a verb in agreement, so that the phrase opens a clause of its own."""
    if people.last >= sentence.last:
        return False
    unknown = people.last not in reading.hits and reading.norms[people.last].endswith(_THEY_DID)
    if unknown and people.number != "singular":
        return True  # «و20 مقاتلاً انسحبوا»: a verb that the lexicon does not know
    verb = reading.hit(people.last, "verb")
    return verb is not None and not verb.conj and verb.entry.number in ("dual", "plural")
