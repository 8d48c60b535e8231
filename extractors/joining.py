"""Joins a cue with its people on the side that grammar gives: behind it, before it, or as its object."""

from __future__ import annotations

from extractors.names import NameReader
from extractors.objects import ObjectReader
from extractors.passives import is_late_subject, is_shooter
from extractors.pronouns import PronounReader
from extractors.reading import COMMAS, OPENING, Hit, Sentence
from extractors.subjects import SubjectReader
from extractors.tokens import MARK
from extractors.tolls import Scan, Toll
from extractors.victims import People
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_PARTITIVES = frozenset(_GRAMMAR["partitives"])
_FROM = _GRAMMAR["from"]
_NOMINATIVE = read_lexicon("endings")["sound_plural"][0]
MOURNED = "the one mourned"  # a rule
REACH = 16  # tokens that a cue looks ahead for its people
_PLAIN = {"passive": 5, "either": 7, "active": 7}  # unknown words that may stand before a numbered phrase
_PLAIN_NOUN = 3  # and before a noun
_ASIDE_REACH = 10  # tokens of a claimant between commas
_LIST_BACK = 5  # tokens of one item of a list before a verb
_MANY_COMMAS = 2
_AGREEING = ("dual", "plural")


_ANNOUNCING = OPENING | frozenset(":؛")


class Joiner:
    """Joins cues and people of one text."""

    def __init__(self, scan: Scan, subjects: SubjectReader) -> None:
        self.scan = scan
        self.reading = scan.reading
        self.subjects = subjects
        self.names = NameReader(scan.reading)
        self.pronouns = PronounReader(scan)
        self.objects = ObjectReader(scan, self.names)

    def attach(self, cue: Hit, outcome: str, last: int, index: int, sentence: Sentence) -> Toll | None:
        """The toll of a cue, its people taken; None where it has none."""
        entry = cue.entry
        people, rule = self._find_people(cue, last, sentence)
        if people is None or people.first in self.scan.taken:
            return None
        if outcome == "detained" and people.result is not None and people.result.circumstance:
            return None  # «تحتجز قوات الاحتلال الجثمانين»
        author = ""
        if entry.cls in ("verb", "act") and entry.voice != "passive" and people.first >= last and not entry.link:
            people, author = self.objects.of(people, cue, sentence)
        if self._is_loss(cue, last, people, sentence):
            outcome = "killed"
        toll = Toll(
            outcome, people, cue, min(cue.first, people.first), max(last, people.last), index, rule,
            list(people.groups),
            circumstance=entry.circumstance, weapon=entry.weapon, side=people.side, author=author,
        )  # fmt: skip
        self.scan.take(people, toll)
        if people.last <= cue.first:
            self._take_list_before(toll, sentence)
            self._take_company(toll, cue, sentence)
        return toll

    def _is_company_at(self, at: int, people: People) -> bool:
        """«قُتل مع مرافقه»: who stands right behind the verb was hit with somebody else."""
        together = self.reading.hit(at, "together")
        return together is not None and together.last == people.first and people.own

    def _take_company(self, toll: Toll, cue: Hit, sentence: Sentence) -> None:
        """«العميد خالد قُتل مع مرافقه عبدالله صالح»: those of his, behind the verb."""
        together = self.reading.hit(cue.last, "together") if cue.last < sentence.last else None
        if together is None or together.last >= sentence.last:
            return
        people = self.scan.people.read(together.last, named=True)
        if people is None or not people.own or people.first in self.scan.taken:
            return
        toll.parts.append(people)
        toll.groups += people.groups
        toll.last = max(toll.last, people.last)
        self.scan.take(people, toll)

    def _take_list_before(self, toll: Toll, sentence: Sentence) -> None:
        """«أربع نساء وثلاثة أطفال قُتلوا»: the rest of the subject stands before the part beside the verb."""
        current = toll.people
        while current.conj and _is_named(current):
            earlier = self._ending_at(current.first, sentence)
            if earlier is None:
                return
            toll.parts.append(earlier)
            toll.groups += earlier.groups
            toll.first = min(toll.first, earlier.first)
            self.scan.take(earlier, toll)
            current = earlier

    def _ending_at(self, at: int, sentence: Sentence) -> People | None:
        """The known people phrase that ends right before a token."""
        for back in range(at - 1, max(sentence.first, at - _LIST_BACK) - 1, -1):
            people = self.scan.people.read(back)
            if (
                people is not None
                and people.last == at
                and back not in self.scan.taken
                and back not in self.scan.subset
            ):
                wider = self.scan.numbered.get(back, people)
                return wider if _is_named(wider) and wider.last == at else None
        return None

    def _find_people(self, cue: Hit, last: int, sentence: Sentence) -> tuple[People | None, str]:
        """The people of a cue and the rule that found them; a verb in the dual or plural stands behind its subject."""
        entry = cue.entry
        if entry.cls == "object_verb":
            return self.pronouns.object_of(cue, sentence), "object pronoun"
        if entry.link:
            return self.objects.linked(cue, sentence), "object behind its preposition"
        agrees = entry.cls == "verb" and entry.number in _AGREEING
        if agrees and entry.voice != "passive":
            people = self.objects.adjacent(cue, sentence)
            if people is not None:
                return people, "object of a plural verb"
        behind = entry.cls in ("verb", "phrase") and entry.voice != "active"
        if behind and (agrees or entry.side == "before"):
            people = self.subjects.find(cue, sentence)
            if people is None and entry.own:
                return self.pronouns.of_result(cue, sentence), "pronoun of a result"
            if people is None and entry.tag == "casualties":
                people = self.pronouns.before(cue, sentence)
            if people is not None or entry.side == "before":
                return people, f"people before {entry.cls}"
        mourned = self.pronouns.mourned(cue, sentence) if behind and entry.tag == "killed" else None
        if mourned is not None:
            return mourned, MOURNED
        return self._around(cue, last, sentence, behind)

    def _around(self, cue: Hit, last: int, sentence: Sentence, behind: bool) -> tuple[People | None, str]:
        """The people behind a cue, else, where its subject can stand there, before it."""
        people, before = self._right(cue, last, sentence), f"people before {cue.entry.cls}"
        if people is not None and behind and self._is_company_at(last, people):
            subject = self.subjects.find(cue, sentence)
            if subject is not None:
                return subject, before
        if people is None and behind:
            return self.subjects.find(cue, sentence) or self.pronouns.implied(cue), before
        return people, f"{cue.entry.cls} before people"

    def _is_loss(self, cue: Hit, last: int, people: People, sentence: Sentence) -> bool:
        """«فقدت الوحدات مقاتلَين», «فقدت زوجها حين سقط صاروخ»: whom an armed side or a family loses in an attack."""
        if cue.entry.tag != "missing" or cue.entry.cls != "verb" or people.first < last:
            return False
        if people.own and people.first == last:
            return self.reading.has(last, sentence.last, "weapon")
        named = any(
            self.reading.kinds[at] != MARK and at not in self.reading.time_at for at in range(last, people.first)
        )
        return named and any(group == "combatant" for group, _ in people.groups)

    # --- behind the cue -----------------------------------------------------------------------------------------

    def _right(self, cue: Hit, last: int, sentence: Sentence) -> People | None:
        reading = self.reading
        at, plain, commas, chunks, armed = last, 0, 0, 0, False
        allowed = _PLAIN.get(cue.entry.voice, 4)
        while at < min(sentence.last, last + REACH):
            aside = self._aside(at, sentence)
            if aside:
                at = aside
                continue
            if reading.kinds[at] == MARK and at not in reading.number_at:
                commas += reading.is_mark(at, COMMAS)
                if commas > _MANY_COMMAS or (plain and commas > 1):
                    return None
                at += 1
                continue
            if at in self.scan.subset and at != last:
                return None
            people = self._candidate(at, cue, plain, chunks)
            if people is not None and (people.numbered or not armed or people.number != "plural"):
                return people
            armed = armed or reading.hit(at, "weapon") is not None
            step = self._step(at, cue)
            if step == 0:
                return None
            plain += step < 0
            chunks += step > 0
            at += abs(step)
            if plain > allowed:
                return None
        return None

    def _aside(self, at: int, sentence: Sentence) -> int:
        """One past «، بحسب القائمة،», «، صباح اليوم،», «، في حي القدم،»: who, when or where, between commas; else 0."""
        reading = self.reading
        if not reading.is_mark(at, COMMAS):
            return 0
        end = min(sentence.last, at + _ASIDE_REACH)
        comma = next((here for here in range(at + 1, end) if reading.is_mark(here, COMMAS)), 0)
        if not comma or reading.hit(at + 1, "report_according"):
            return comma and comma + 1
        told = {here for place in reading.places_in(at, comma) for here in range(place.start, place.end)}
        inside = range(at + 1, comma)
        aside = all(here in told or here in reading.time_at or reading.hit(here, "particle") for here in inside)
        return comma if aside and len(inside) > 0 else 0

    def _candidate(self, at: int, cue: Hit, plain: int, chunks: int) -> People | None:
        fresh = plain + chunks == 0
        people = self.scan.people.read(at, named=fresh or (plain == 0 and self._is_named_in_quotes(at)))
        if people is None and plain == 0:
            listed = at > 0 and self._listed(at)
            if chunks and cue.entry.tag == "injured" and self._was(cue):
                return None  # «توفي شاب كان قد أصيب بقصف على حاس»: nobody else is named
            return self.names.read(at, listed=listed) if _takes_names(cue) else None
        if people is None or people.first in self.scan.taken or is_shooter(self.reading, people):
            return None
        if people.other and cue.entry.voice == "active" and fresh and self._is_definite(at):
            return None  # «أصابت الأخريان سطح بناء»: the other two are what struck
        if not people.numbered:
            if (people.conj and (fresh or self._is_with_author(people, cue))) or self._is_cognate(people, cue):
                return None
            free = cue.entry.voice in ("either", "active") and plain <= _PLAIN_NOUN and people.number != "plural"
            late = plain <= _PLAIN_NOUN and is_late_subject(self.reading, people, cue)
            return people if not plain or free or late else None
        if not plain or people.noun == "known":
            return people
        bare = people.other or cue.entry.voice in ("either", "active")
        return people if people.noun == "" and bare else None

    def _was(self, cue: Hit) -> bool:
        return any(self.reading.hit(at, "was", "old") is not None for at in range(max(0, cue.first - 2), cue.first))

    def _is_named_in_quotes(self, at: int) -> bool:
        """«قتل أمس مساءً الشاب “محمد العيسى”»."""
        person = self.reading.hit(at, "person")
        quoted = person is not None and person.article and person.last < len(self.reading.norms)
        return person is not None and quoted and self.reading.is_mark(person.last, OPENING)

    def _is_with_author(self, people: People, cue: Hit) -> bool:
        """«قتل الجيش الإسرائيلي ومستوطنون … 51 فلسطينياً»: whoever is joined right behind the author did it too."""
        actor = self.reading.hit(cue.last, "actor")
        joined = actor is not None and actor.last == people.first and cue.entry.cls == "verb"
        counted = any(at in self.scan.numbered for at in range(people.last, people.last + REACH))
        return joined and counted and self.reading.norms[people.last - 1].endswith(_NOMINATIVE)

    def _is_definite(self, at: int) -> bool:
        other = self.reading.hit(at, "other")
        return other is not None and other.article

    def _listed(self, at: int) -> bool:
        """Whether «كل من» stands right before, or before a mark («كل من "سروت عبدي، وعدنان ذكي"», «كلاً من: أيسر»)."""
        at -= self.reading.is_mark(at - 1, _ANNOUNCING)
        return any(hit.last == at for back in (at - 1, at - 2) if (hit := self.reading.hit(back, "each")) is not None)

    def _is_cognate(self, people: People, cue: Hit) -> bool:
        """«أصاب الصاروخ مستودعاً إصابة مباشرة»: the verb's own noun, not people."""
        own = people.result is not None and people.result.tag == cue.entry.tag and people.number == "singular"
        return own and cue.entry.cls == "verb" and cue.entry.voice == "active"

    def _step(self, at: int, cue: Hit) -> int:
        """How far to go on: >0 over a known chunk, −1 over one unknown word, 0 to stop."""
        reading = self.reading
        if at in reading.time_at:
            return reading.times[reading.time_at[at]].last - at
        if at in reading.place_at:
            return reading.places[reading.place_at[at]].last - at
        if self._stops(at, cue) or (cue.entry.voice == "active" and self._is_struck_thing(at, cue)):
            return 0
        force = reading.hit(at, "belonging")  # «اعتقلت استخبارات قسد الناشط»
        if force is not None and reading.hit(force.last, "actor") is not None:
            return force.last - at
        for cls in ("of_wounds", "actor", "weapon", "adverb", "report_according", "modifier", "each"):
            hit = reading.hit(at, cls)
            if hit is not None:
                return hit.last - at
        number = reading.number_at.get(at)
        if number is not None:
            if cue.entry.voice in ("either", "active") and reading.hit(number.last, "thing", "void_noun"):
                return 0  # «قتلت القذيفة عشرين بقرة»
            return -(number.last - at) if number.last == at + 1 else number.last - at
        if reading.norms[at] in _PARTITIVES and reading.hit(at, "particle"):
            return 2 if self._is_whole(at) else 1
        return -1

    def _stops(self, at: int, cue: Hit) -> bool:
        reading = self.reading
        if reading.hit(at, "separator") and not reading.hit(at, "adverb"):
            return True
        stop = reading.hit(at, "verb", "act")
        if stop is not None and not stop.article and not (stop.entry.cls == "act" and stop.prep):
            return True
        return reading.hit(at, "relative") is not None and cue.entry.cls != "phrase"

    def _is_struck_thing(self, at: int, cue: Hit) -> bool:
        """«أصابتا سيارة تقل مسافرين»: the thing is what was hit, and who is named behind it belongs to it."""
        thing = self.reading.hit(at, "thing")
        if cue.entry.needs:
            return False  # «خسرت الكتيبة مقاتلاً», «حزّ رؤوس ثلاثة»
        return thing is not None and not (thing.prep or thing.conj or self.reading.hit(at, "weapon", "actor"))

    def _is_whole(self, at: int) -> bool:
        """«أصيب من المصلين ثمانية»: the whole that a number behind it is taken from."""
        if self.reading.norms[at] != _FROM:
            return False
        noun = self.scan.people.nouns.find(at + 1)
        return noun is not None and noun.article and noun.entry.number == "plural"


def _takes_names(cue: Hit) -> bool:
    entry = cue.entry
    if entry.cls == "act":
        return entry.tag in ("killed", "injured", "detained")
    return entry.cls == "verb" and entry.voice != "active" and entry.number in ("singular", "feminine")


def _is_named(people: People) -> bool:
    """Told by a noun or by whose they are («ثلاثة من الجيش الحر»): a part of a list, and no figure of things."""
    return people.noun == "known" or bool(people.numbered and people.groups)
