"""People phrases: a count of people with their nouns («ثلاثة من عناصر قوات النظام», «طفلتين», «ستة آخرين», «عدة جرحى»).

The phrase says how many and who; what became of them is the matter of extractors.outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.lexicon import Entry
from extractors.numerals import Number
from extractors.reading import Hit, Reading
from extractors.records import Count
from extractors.tokens import MARK, WORD
from extractors.wordlists import read_lexicon

VAGUE_LOW = 3  # codebook, Counting 2: Arabic has a dual, so a bare plural begins at three
_LONG_GAP = 3
_GRAMMAR = read_lexicon("endings")["grammar"]
_TANWIN = read_lexicon("endings")["tanwin"]
_OF_THEM = _GRAMMAR["of_them"]
_FROM = _GRAMMAR["from"]
_PARTITIVES = frozenset(_GRAMMAR["partitives"])
_FATHA_YEH = tuple(_GRAMMAR["fatha_yeh"])
_OR = _GRAMMAR["or"]
_DUAL_REACH = 8  # tokens in which «وإصابة ثالث» tells that those before were two
_THIRD = 3


@dataclass(frozen=True, slots=True)
class People:
    """A people phrase at tokens first:last.

    `groups` holds each victim group with its share of the count. `result` is the entry of a noun that carries the
    outcome itself. `other` marks «آخرون», ordinals and bare numerals, which may take over the group of those before.
    `side` is the armed side they belong to, `side_at` its token. `noun` is "known", "unknown" or "" (bare number).
    """

    first: int
    last: int
    count: Count
    groups: tuple[tuple[str, Count], ...] = ()
    result: Entry | None = None
    other: bool = False
    conj: bool = False
    noun: str = "known"
    number: str = "plural"
    numbered: bool = False
    definite: bool = False
    own: bool = False
    side: str = ""
    of_them: bool = False
    accusative: bool = False


class PeopleReader:
    """Reads people phrases of one text; results are kept, so that asking twice costs nothing."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._known: dict[tuple[int, bool], People | None] = {}

    def read(self, at: int, named: bool = False) -> People | None:
        """The people phrase that begins at a token, or None; `named` accepts a definite singular («الطفل أحمد»)."""
        key = (at, named)
        if key not in self._known:
            self._known[key] = self._read(at, named)
        return self._known[key]

    def _read(self, at: int, named: bool) -> People | None:
        reading = self.reading
        if at >= len(reading.norms) or at in reading.time_at:
            return None
        number = reading.number_at.get(at)
        if number is not None:
            return self._read_ordinal(number) if number.ordinal else self._read_number(number)
        if reading.kinds[at] != WORD or at in reading.place_at:
            return None
        other = reading.hit(at, "other")
        if other is not None and (not other.article or (named and other.entry.tag == "dual")):
            return self._read_other(other)
        group = self._read_group(at)
        if group is not None:
            return group
        noun = self.noun(at)
        return self._read_noun(noun, named) if noun else None

    def _read_group(self, at: int) -> People | None:
        """«مجموعة من المقاتلين», «عائلة من سبعة أفراد», «أسرة بكاملها», «ثلاثتهم»."""
        hit = self.reading.hit(at, "collective", "bunch", "people_unit", "counted", "one_of")
        if hit is None or hit.last >= len(self.reading.norms):
            return None
        if hit.entry.cls == "one_of":
            return self._read_one_of(hit)
        several = People(at, hit.last, Count(VAGUE_LOW, None, "vague"), conj=bool(hit.conj))
        if hit.entry.cls == "counted":
            n = int(hit.entry.tag)
            return replace(several, count=Count(n, n), numbered=True, noun="")
        if hit.entry.cls in ("people_unit", "collective") and self.reading.hit(hit.last, "made_of"):
            made = self.reading.hit(hit.last, "made_of")
            inner = self.read(made.last) if made is not None else None
            return replace(inner, first=at, conj=bool(hit.conj)) if inner is not None and inner.numbered else None
        if hit.entry.cls == "people_unit":
            return None
        if hit.entry.cls == "bunch":
            noun = self._any_noun(hit.last)
            return self._finish(replace(several, last=noun.last), [noun.entry]) if noun is not None else None
        return several

    def _read_one_of(self, hit: Hit) -> People | None:
        """«أحد جنودها», «إحدى الممرضات»."""
        noun = self.noun(hit.last)
        if noun is None or noun.conj or noun.prep or noun.entry.number != "plural":
            return None
        one = People(
            hit.first, noun.last, Count(1, 1), conj=bool(hit.conj), number="singular",
            result=noun.entry if noun.entry.cls == "result" else None,
        )  # fmt: skip
        return self._finish(one, [noun.entry])

    def noun(self, at: int) -> Hit | None:
        """A noun of people; of a dual and a plural that are written alike, the one that the words around tell."""
        hits = [h for h in self.reading.hits.get(at, ()) if h.entry.cls in ("person", "result") and not _is_impossible(h)]
        if not hits:
            return None
        hits = [h for h in hits if h.last == hits[0].last]
        whole = [h for h in hits if h.entry.number != "dual" or not h.entry.own or h.entry.definite]
        if len(whole) < len(hits) and self._governs(at):
            whole = [h for h in hits if h.entry.number == "dual"]
        hits = whole or hits
        if self._is_plain_cue(at, hits[0]):
            return None
        # The least stripped reading wins («وفاة» is a noun of its own, not a conjunction before one).
        best = hits[0]
        same = [h for h in hits if (h.conj, h.prep, h.article) == (best.conj, best.prep, best.article)]
        if {h.entry.number for h in same} >= {"dual", "plural"}:
            wanted = "dual" if self._is_dual(at) else "plural"
            same = [h for h in same if h.entry.number == wanted]
            best = same[0]
        return next((h for h in same if h.entry.cls == "result"), best)

    def _is_plain_cue(self, at: int, noun: Hit) -> bool:
        """«وُجد» is a verb, not «و» and a grandfather: nothing is stripped where the whole word is known."""
        return bool(noun.conj) and any(
            not hit.conj and hit.entry.cls in ("find", "cause", "verb", "act") for hit in self.reading.hits[at]
        )

    def _is_dual(self, at: int) -> bool:
        """Whether «مدنيين» is «مدنيَّين»: its harakat, «اثنين» behind it, or a dual verb in agreement."""
        reading = self.reading
        surface = reading.surface(at, at + 1)
        if any(mark in surface for mark in _FATHA_YEH):
            return True
        number = reading.number_at.get(at + 1)
        if number is not None and number.low == number.high == 2:
            return True
        for here in (at + 1, at + 2):
            verb = reading.hit(here, "verb", "dual_verb")
            if verb is not None and not verb.entry.needs and (verb.entry.number == "dual" or verb.entry.cls == "dual_verb"):
                return True
        return self._third_follows(at)

    def _governs(self, at: int) -> bool:
        """«جريحا القصف», «جثتا شابين»: a dual in the construct; an indefinite accusative has no noun right behind it."""
        reading, behind = self.reading, at + 1
        if any(mark in reading.surface(at, behind) for mark in _FATHA_YEH):
            return True
        if behind >= len(reading.norms) or behind in reading.time_at or behind in reading.place_at:
            return False
        definite = reading.norms[behind].startswith(_GRAMMAR["the"])
        if definite and reading.hit(behind + 1, "dual_verb") is not None:
            return True
        if not reading.norms[at].endswith(_TANWIN):
            return False
        owner = next((h for h in reading.hits.get(behind, ()) if h.entry.cls in ("person", "result") and not h.conj), None)
        if owner is not None:
            return owner.entry.number == "dual" and not owner.article
        return definite and reading.hit(behind, "actor") is None

    def _third_follows(self, at: int) -> bool:
        """«مقتل مدنيين وإصابة ثالث»: a third makes those before him two."""
        for here in range(at + 1, min(at + _DUAL_REACH, len(self.reading.norms))):
            number = self.reading.number_at.get(here)
            if number is not None:
                return number.ordinal and number.low == _THIRD and not number.definite
        return False

    def _read_noun(self, noun: Hit, named: bool) -> People | None:
        entry = noun.entry
        if entry.number == "plural" and (noun.article or entry.definite) and not entry.own:
            return None
        if entry.number == "singular" and noun.article and not named:
            return None
        if entry.number == "dual" and entry.own and not entry.definite and not noun.article and not self._governs(noun.first):
            return None  # «مقاتلي» and «مقاتلا» alone: a construct plural or an accusative is far likelier
        last, count, numbered = self._count_behind(noun)
        people = People(
            noun.first, last, count, result=entry if entry.cls == "result" else None, conj=bool(noun.conj), number=entry.number,
            numbered=numbered, definite=noun.article, own=entry.own,
            accusative=entry.number == "singular" and self.reading.norms[noun.first].endswith(_TANWIN),
        )
        return self._finish(people, [entry])

    def _count_behind(self, noun: Hit) -> tuple[int, Count, bool]:
        """(one past the end, the count, whether a number told it) of a noun: its own number, or one behind it.

        «مدنيان اثنان», «أشخاص خمسة», «قتلى (3)», «قتلى 6 مدنيين», «أطفالها الأربعة», «شخصين أو ثلاثة», «أشخاص عدة».
        """
        reading, last = self.reading, noun.last
        number = noun.entry.number
        low = {"singular": 1, "dual": 2}.get(number, VAGUE_LOW)
        count = Count(low, None, "vague") if number == "plural" else Count(low, low)
        if number == "dual":
            follow = reading.number_at.get(last)
            if follow is not None and follow.low == follow.high == low:
                return follow.last, count, True
            choice = reading.number_at.get(last + 1) if last < len(reading.norms) and reading.norms[last] == _OR else None
            if choice is not None and choice.low == choice.high == low + 1:
                return choice.last, Count(low, low + 1, "range"), True
        if number == "plural" and not noun.entry.circumstance:
            return self._number_behind(noun) or (last, count, False)
        return last, count, False

    def _number_behind(self, noun: Hit) -> tuple[int, Count, bool] | None:
        reading, at = self.reading, noun.last
        if at >= len(reading.norms):
            return None
        adjective = self._adjective(at, noun.entry)
        at = adjective.last if adjective is not None else at
        number = reading.number_at.get(at)
        if number is None or number.conj or number.ordinal or number.percent or number.low == 0 or number.prep:
            return None
        if reading.kinds[at] == MARK:  # «قتلى (3)»
            return number.last, self._value(number), True
        if number.definite and not noun.entry.definite and not noun.article:
            return None
        if number.quantifier == "vague" and number.last == at + 1:
            return number.last, Count(VAGUE_LOW, None, "vague"), False
        counted = self._counted_noun(number.last) if number.last < len(reading.norms) else None
        if counted is not None and noun.entry.cls == "result":
            return counted.last, self._value(number), True
        if counted is not None or number.digits or reading.hit(number.last, "thing", "subset"):
            return None
        return number.last, self._value(number), True

    def _value(self, number: Number) -> Count:
        return Count(number.low, number.high, number.quantifier)

    def _read_other(self, hit: Hit) -> People:
        counts = {"singular": Count(1, 1), "dual": Count(2, 2)}
        count = counts.get(hit.entry.tag, Count(VAGUE_LOW, None, "vague"))
        last = hit.last
        return People(hit.first, last, count, other=True, conj=bool(hit.conj), number=hit.entry.tag)

    def _read_ordinal(self, number: Number) -> People | None:
        """«أصيب ثالث»: one more of those before; a definite ordinal counts something else («الضربة الثالثة»)."""
        if number.definite or number.core_last - number.core_first > 1:
            return None
        return People(
            number.first, number.last, Count(1, 1), other=True, conj=number.conj, number="singular", noun="", numbered=True
        )

    def _read_number(self, number: Number) -> People | None:
        if number.percent or number.low == 0 or self._is_nickname(number):
            return None
        if number.quantifier == "vague" and self.reading.norms[number.last - 1] == _FROM and self._before_verb(number.last):
            return None
        if number.low == number.high == 1 and not number.digits and not self._counts_one(number):
            return None
        count = Count(number.low, number.high, number.quantifier)
        grammatical = {1: "singular", 2: "dual"}.get(number.low if number.low == number.high else 0, "plural")
        people = People(
            number.first, number.last, count, conj=number.conj, noun="", number=grammatical, numbered=True,
            definite=number.definite,
        )
        return self._read_counted(people, number)

    def _is_nickname(self, number: Number) -> bool:
        """«أبو 12» is a man's name."""
        name = self.reading.hit(number.first - 1, "name") if number.first > 0 else None
        return name is not None and name.entry.tag == "heads" and not name.article

    def _before_verb(self, at: int) -> bool:
        """«عدد من قُتلوا» is the number of those who were killed, not some people."""
        return at < len(self.reading.norms) and self.reading.hit(at, "verb") is not None

    def _counts_one(self, number: Number) -> bool:
        """«واحد» counts people only before their noun or «من»; behind a noun it is an adjective («عائلة واحدة»)."""
        at = number.last
        return at < len(self.reading.norms) and (
            self.reading.norms[at] in _PARTITIVES or self._counted_noun(at) is not None or self.reading.hit(at, "subset") is not None
        )

    def _read_counted(self, people: People, number: Number) -> People | None:
        """The noun behind a number: known, unknown, none; None where things are counted."""
        reading = self.reading
        at = people.last
        if at >= len(reading.norms) or reading.kinds[at] != WORD:
            return None if number.year_like else people
        state = reading.hit(at, "phrase")
        if state is not None and state.last > at + 1 and state.entry.side == "before" and not state.prep and state.entry.tag != "none":
            return replace(people, last=state.last, noun="known", result=state.entry)
        thing = reading.hit(at, "thing")
        if thing is not None and not thing.prep and not thing.conj and at not in reading.time_at and not self._counted_noun(at):
            return None
        noun = self._counted_noun(at)
        if noun is not None:
            people = replace(people, last=noun.last, noun="known", result=_result(noun))
            return self._finish(people, [noun.entry])
        other = reading.hit(at, "other")
        if other is not None and not other.conj:
            return self._finish(replace(people, last=other.last, other=True), [])
        return self._read_bare(people, number)

    def _counted_noun(self, at: int) -> Hit | None:
        if at in self.reading.place_at or at in self.reading.time_at:
            return None
        noun = self.noun(at)
        return noun if noun is not None and not noun.conj and not noun.prep else None

    def _read_bare(self, people: People, number: Number) -> People | None:
        """A number with no noun of people behind it: bare, or before a noun that the lexicon does not know."""
        reading = self.reading
        at = people.last
        closed = (
            reading.hit(at, "particle", "verb", "act", "separator", "relative", "subset", "report_according", "negation", "share", "toll", "fall", "find")
            or any(hit.conj for hit in reading.hits.get(at, ()))
            or at in reading.time_at
            or at in reading.place_at
            or at in reading.number_at
            or any(hit.prep or hit.conj for hit in reading.hits.get(at, ()))
        )
        if closed:
            if number.year_like:
                return None
            return self._finish(people, [])
        if reading.hit(at, "void_noun"):
            return None
        return replace(people, last=at + 1, noun="unknown")

    def _finish(self, people: People, nouns: list[Entry]) -> People:
        """Adds adjectives, «من …» and the armed side behind the nouns, and settles the groups."""
        reading = self.reading
        last, side, of_them = people.last, "", False
        groups: list[str] = [g for e in nouns for g in e.groups]
        noun = nouns[0] if nouns else None
        while noun is not None and (adjective := self._adjective(last, noun)) is not None:
            groups += adjective.entry.groups
            last = adjective.last
            if adjective.entry.cls == "result" and people.result is None:
                people = replace(people, result=adjective.entry)
        other = reading.hit(last, "other") if last < len(reading.norms) else None
        if other is not None and not other.conj and not other.article:
            people = replace(people, other=True)
            last = other.last
        least = reading.hit(last, "floor")
        if least is not None and people.number in ("singular", "dual") and not people.numbered:
            people = replace(people, count=Count(people.count.low, None, "at_least"))
            last = least.last
        tail = self._tail(last, people)
        if tail is not None:
            last, extra, side, of_them = tail
            groups = [g for g in groups if g != "combatant" or not extra] + extra
        shares = tuple((group, people.count) for group in dict.fromkeys(groups))
        return replace(people, last=last, groups=shares, side=side, of_them=of_them)

    def _adjective(self, at: int, noun: Entry) -> Hit | None:
        """A further noun or adjective of people in apposition, in the same number («قتيلاً مدنياً», «والدهما المسن»)."""
        reading = self.reading
        if at >= len(reading.norms) or reading.kinds[at] != WORD or at in reading.place_at or at in reading.time_at:
            return None
        for hit in reading.hits.get(at, ()):
            if hit.entry.cls not in ("person", "result") or hit.conj or hit.prep or hit.entry.own:
                continue
            if hit.entry.number == noun.number:
                return hit
        return None

    def _tail(self, at: int, people: People) -> tuple[int, list[str], str, bool] | None:
        """What «من …» or «في …» behind the noun says: (one past its end, groups, armed side, whether «منهم»)."""
        reading = self.reading
        end = len(reading.norms)
        if at >= end:
            return None
        them = reading.hit(at, "subset")
        if them is not None and them.entry.words[0] == _OF_THEM and not them.conj:
            return them.last, [], "", True
        start = at
        if reading.norms[at] in _PARTITIVES:
            start = at + 1
        modifier = reading.hit(start, "modifier") if start < end else None
        if modifier is not None and (start > at or modifier.prep) and not modifier.conj:
            actor = reading.hit(start, "actor")
            return modifier.last, [modifier.entry.tag], actor.entry.tag if actor else "", False
        return self._armed(at, start, people)

    def _armed(self, at: int, start: int, people: People) -> tuple[int, list[str], str, bool] | None:
        """«من مقاتلي الجيش الحر», «عناصر قوات النظام», «من جنوده»: nouns of arms and the side they serve."""
        reading = self.reading
        end = len(reading.norms)
        groups: list[str] = []
        here = start
        if start > at:
            noun = self._any_noun(here)
            if noun is not None:
                groups += noun.entry.groups
                here = noun.last
                while (adjective := self._adjective(here, noun.entry)) is not None:
                    groups += adjective.entry.groups
                    here = adjective.last
        armed = here
        while (
            armed < end
            and armed - here < _LONG_GAP
            and not reading.hit(armed, "actor")
            and reading.hit(armed, "belonging")
        ):
            armed += 1
        if armed < end and reading.norms[armed] in _PARTITIVES and armed > at:
            armed += 1
        actor = reading.hit(armed, "actor") if armed < end else None
        if actor is not None and actor.entry.kind == "force" and not actor.conj and (armed > at or people.noun != ""):
            belongs = not actor.prep or reading.hit(armed, "belonging") or armed > here
            if belongs and (start > at or "combatant" in _names(people) or self._is_armed(people)):
                return actor.last, groups or (["combatant"] if start > at else []), actor.entry.tag, False
        return (here, groups, "", False) if here > start else None

    def _any_noun(self, at: int) -> Hit | None:
        if at >= len(self.reading.norms) or at in self.reading.place_at:
            return None
        noun = self.noun(at)
        return noun if noun is not None and noun.entry.number == "plural" and not noun.conj else None

    def _is_armed(self, people: People) -> bool:
        noun = self.noun(people.last - 1)
        return noun is not None and "combatant" in noun.entry.groups


def _is_impossible(hit: Hit) -> bool:
    """«المارة» is no «مارّه»: a noun has the article or a pronoun, never both."""
    return hit.article and hit.entry.own and hit.entry.definite


def _names(people: People) -> set[str]:
    return {group for group, _ in people.groups}


def _result(noun: Hit) -> Entry | None:
    return noun.entry if noun.entry.cls == "result" else None
