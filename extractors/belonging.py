"""What stands behind a noun of people: adjectives, «على الأقل», «من …» and the armed side they serve."""

from __future__ import annotations

from extractors.lexicon import Entry
from extractors.people import NounReader, People
from extractors.place_names import CLOSED_TEH
from extractors.places import active_gazetteer
from extractors.reading import OPENING, Hit, Reading
from extractors.records import Count
from extractors.wordlists import read_lexicon

_GRAMMAR = read_lexicon("endings")["grammar"]
_OF_THEM = _GRAMMAR["of_them"]
_PARTITIVES = frozenset(_GRAMMAR["partitives"])
_FROM, _THE = _GRAMMAR["from"], _GRAMMAR["the"]
_AMONG = _GRAMMAR["among"]
_OF = _PARTITIVES | {_AMONG}
_UNARMED = frozenset({"medic", "rescuer", "journalist", "aid_worker", "child"})  # «مسعفين من الهيئة»: no fighters
_LONG_GAP = 3  # words of belonging («التابعة لتنظيم») before the side


class TailReader:
    """Reads on behind the nouns of people phrases in one text."""

    def __init__(self, reading: Reading, nouns: NounReader) -> None:
        self.reading = reading
        self.nouns = nouns

    def finish(self, people: People, noun: Entry | None) -> People:
        """The phrase with all that belongs to it, its groups settled."""
        groups = list(noun.groups) if noun is not None else []
        if not self._goes_on(people.last):
            if not groups and not people.groups:
                return people
            return people._replace(groups=tuple((group, people.count) for group in dict.fromkeys(groups)))
        last, result, other = self._adjectives(people, noun, groups)
        last, count = self._at_least(people, last)
        side, of_them = "", False
        tail = self._tail(last, people.noun, groups)
        if tail is not None:
            last, extra, side, of_them = tail
            groups = [g for g in groups if g != "combatant" or not extra] + extra
        shares = tuple((group, count) for group in dict.fromkeys(groups))
        return people._replace(
            last=last, count=count, groups=shares, result=result, other=other, side=side, of_them=of_them
        )

    def _goes_on(self, at: int) -> bool:
        """Whether any word of the lexicon stands behind the noun; without one it ends there."""
        norms = self.reading.norms
        return at in self.reading.hits or (at < len(norms) and norms[at] in _PARTITIVES)

    def _adjectives(self, people: People, noun: Entry | None, groups: list[str]) -> tuple[int, Entry | None, bool]:
        """One past the adjectives, whose groups are added, the entry of an outcome, and whether it is «آخرين»."""
        last, result = people.last, people.result
        while noun is not None and (adjective := self.nouns.adjective(last, noun)) is not None:
            groups += adjective.entry.groups
            last = adjective.last
            if adjective.entry.cls == "result" and result is None:
                result = adjective.entry
        other = self.reading.hit(last, "other")
        if other is not None and not other.conj and not other.article:
            return other.last, result, True
        return last, result, people.other

    def _at_least(self, people: People, last: int) -> tuple[int, Count]:
        """«شخص على الأقل»: behind a noun that needs no number."""
        least = self.reading.hit(last, "floor")
        if least is None or people.numbered or people.number == "plural":
            return last, people.count
        return least.last, Count(people.count.low, None, "at_least")

    def _tail(self, at: int, noun: str, groups: list[str]) -> tuple[int, list[str], str, bool] | None:
        """What «من …» or «في …» behind the noun says: (one past its end, groups, armed side, whether «منهم»)."""
        reading = self.reading
        if at >= len(reading.norms):
            return None
        them = reading.hit(at, "subset")
        if them is not None and them.entry.words[0] == _OF_THEM and not them.conj:
            return (them.last, [], "", True) if not noun or not self._counts_some(them.last) else None
        start = at + 1 if reading.norms[at] in _OF else at
        if (
            start + 1 < len(reading.norms)
            and reading.is_mark(start, OPENING)
            and reading.hit(start + 1, "actor", "modifier")
        ):
            start += 1  # «ثلاثة من «الجيش الوطني»», «عناصر "قسد"», «متطوعاً في "الدفاع المدني"»
        mixed = self._mixed(start) if reading.norms[at] == _AMONG else start
        if mixed > start:
            return mixed, [], "", False
        modifier = reading.hit(start, "modifier")
        if modifier is not None and (start > at or modifier.prep) and not modifier.conj:
            actor = reading.hit(start, "actor")
            if actor is None:
                joined = self._joined(modifier.last)
                tags = [modifier.entry.tag] if joined is None else _shared([modifier.entry.tag], joined)
                last = joined.last if joined is not None else modifier.last
                return last + self._is_nation(last), tags, "", False  # «من الشرطة العراقية»
            last = self._past_joined(max(modifier.last, actor.last))
            return last, [modifier.entry.tag], actor.entry.tag, False  # «من الجيش العراقي»
        armed = "combatant" in groups or self._is_armed(at)
        return self._served(at, start, noun, armed, civil=not _UNARMED.isdisjoint(groups))

    def _counts_some(self, at: int) -> bool:
        """«أربعة مدنيين منهم طفلان»: behind a noun «منهم» begins the count of some, with people of its own."""
        noun = self.nouns.find(at) if at < len(self.reading.norms) else None
        return at in self.reading.number_at or (noun is not None and not noun.conj)

    def _mixed(self, start: int) -> int:
        """One past «مدنيين ومسلحين» of «16 شخصاً بين مدنيين ومسلحين», which says what nobody was; else the start."""
        noun = self.nouns.plural(start)
        behind = self.nouns.find(noun.last) if noun is not None and not noun.article else None
        joined = behind is not None and behind.conj and not behind.article and behind.entry.number == "plural"
        return behind.last if behind is not None and joined else start

    def _served(
        self, at: int, start: int, noun: str, armed: bool, civil: bool
    ) -> tuple[int, list[str], str, bool] | None:
        """«من مقاتلي الجيش الحر», «عناصر قوات النظام», «من جنوده»: nouns of arms and the side they serve."""
        reading = self.reading
        here, groups = self._partitive(start) if start > at else (start, [])
        side = self._side_at(here, at)
        actor = reading.hit(side, "actor")
        force = actor is not None and actor.entry.kind == "force" and not actor.conj and (side > at or noun != "")
        if actor is not None and force and not self._is_country(at, side):
            belongs = not actor.prep or reading.hit(side, "belonging") is not None or side > here
            if belongs and (start > at or armed):
                served = groups or (["combatant"] if start > at and not civil else [])
                return self._past_joined(actor.last), served, actor.entry.tag, False
        return (here, groups, "", False) if here > start else None

    def _past_joined(self, at: int) -> int:
        """One past a second force that the same people served («من الجيش العراقي وقوات الحشد»), no verb behind it.

        And past the adjective of a state («من قوات الأمن العراقية»), which is written like a woman of it.
        """
        at += self._is_nation(at)
        force, opens = self.reading.hit(at, "actor"), self.reading.hit(at, "belonging")
        joined = any(hit is not None and hit.conj and not hit.prep for hit in (force, opens))
        if force is None and opens is not None:
            force = self.reading.hit(opens.last, "actor")  # «وقوات الحشد»
        if force is None or not joined or force.entry.kind != "force":
            return at
        acts = self.reading.hit(force.last, "verb", "attack", "report_verb") is not None
        return at if acts else force.last

    def _is_nation(self, at: int) -> bool:
        norm = self.reading.norms[at] if at < len(self.reading.norms) else ""
        nation = norm.removeprefix(_THE).removesuffix(CLOSED_TEH)
        return norm.startswith(_THE) and nation in active_gazetteer().nationalities

    def _is_country(self, at: int, side: int) -> bool:
        """«قُتل خمسة أشخاص في تركيا»: behind «في» a state's name says where, not whose men they were."""
        place = self.reading.place_at.get(side)
        named = place is not None and self.reading.places[place].kind == "country"
        return named and side > at and self.reading.norms[at] != _FROM

    def _partitive(self, start: int) -> tuple[int, list[str]]:
        noun = self.nouns.plural(start)
        if noun is None:
            return start, []
        here, groups = noun.last, list(noun.entry.groups)
        while (adjective := self.nouns.adjective(here, noun.entry)) is not None:
            groups += adjective.entry.groups
            here = adjective.last
        while (joined := self._joined(here)) is not None:
            groups, here = _shared(groups, joined), joined.last
        modifier = self.reading.hit(here, "modifier")
        force = self.reading.hit(here, "actor")
        named = force is not None and force.entry.kind == "force"  # «من جنود الجيش السوداني»
        if modifier is not None and not named and not modifier.conj and not modifier.prep:  # «من كوادر الدفاع المدني»
            return modifier.last + self._is_nation(modifier.last), [modifier.entry.tag]
        return here, groups

    def _joined(self, at: int) -> Hit | None:
        """«خمسة من ضباطه وجنوده»: a second plural, definite too, out of which the same number is counted."""
        for hit in self.reading.hits.get(at, ()):
            definite = hit.article or (hit.entry.own and hit.entry.definite)
            if hit.entry.cls == "person" and hit.conj and not hit.prep and definite and hit.entry.number == "plural":
                return hit
        return None

    def _side_at(self, here: int, at: int) -> int:
        """The token at which the side is named, words of belonging passed over."""
        reading, side = self.reading, here
        while side - here < _LONG_GAP and reading.hit(side, "belonging") and not reading.hit(side, "actor"):
            side += 1
        if at < side < len(reading.norms) and reading.norms[side] in _PARTITIVES:
            side += 1
        quoted = side + 1 < len(reading.norms) and reading.is_mark(side, OPENING) and reading.hit(side + 1, "actor")
        return side + 1 if quoted else side  # «من عناصر "قسد"»

    def _is_armed(self, at: int) -> bool:
        noun = self.nouns.find(at - 1)
        return noun is not None and "combatant" in noun.entry.groups


def _shared(groups: list[str], joined: Hit) -> list[str]:
    """Groups of a number told of two nouns: what both say; commanders and men who bear arms are fighters."""
    if not groups:
        return [group for group in joined.entry.groups if group == "combatant"]
    return [group for group in groups if group in joined.entry.groups]
