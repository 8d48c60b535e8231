"""People phrases: a count of people with their nouns («ثلاثة من عناصر قوات النظام», «طفلتين», «ستة آخرين», «عدة جرحى»).

The phrase says how many and who; what became of them is the matter of extractors.outcomes.
"""

from __future__ import annotations

from extractors.belonging import TailReader
from extractors.counted import NumberReader
from extractors.people import VAGUE_LOW, NounReader, People
from extractors.reading import Hit, Reading
from extractors.records import Count
from extractors.tokens import WORD
from extractors.wordlists import read_lexicon

__all__ = ["VAGUE_LOW", "People", "PeopleReader"]

_TANWIN = read_lexicon("endings")["tanwin"]
_VAGUE = Count(VAGUE_LOW, None, "vague")
_GROUPS = ("collective", "bunch", "people_unit", "counted", "one_of")
_OTHERS = {"singular": Count(1, 1), "dual": Count(2, 2)}


class PeopleReader:
    """Reads people phrases of one text; results are kept, so that asking twice costs nothing."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.nouns = NounReader(reading)
        self.tails = TailReader(reading, self.nouns)
        self.numbers = NumberReader(reading, self.nouns, self.tails)
        self.starts = reading.starts_of("other", "person", "result", *_GROUPS) | reading.number_at.keys()
        self._known: dict[tuple[int, bool], People | None] = {}

    def read(self, at: int, named: bool = False) -> People | None:
        """The people phrase that begins at a token, or None; `named` accepts a definite singular («الطفل أحمد»)."""
        if at not in self.starts:
            return None
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
            return self.numbers.read(number)
        if reading.kinds[at] != WORD or at in reading.place_at:
            return None
        other = reading.hit(at, "other")
        if other is not None and (not other.article or (named and other.entry.tag == "dual")):
            count = _OTHERS.get(other.entry.tag, _VAGUE)
            return People(at, other.last, count, other=True, conj=bool(other.conj), number=other.entry.tag)
        group = self._read_group(at)
        if group is not None:
            return group
        noun = self.nouns.find(at)
        return self._read_noun(noun, named) if noun and not self._qualifies_strike(at) else None

    def _qualifies_strike(self, at: int) -> bool:
        """«بقصف إسرائيلي»: behind what struck the name of a nation is its adjective, no person."""
        actor = self.reading.hit(at, "actor")
        adjective = actor is not None and actor.entry.kind == "adjective" and not actor.conj
        return adjective and at > 0 and self.reading.hit(at - 1, "weapon", "strike") is not None

    def _read_noun(self, noun: Hit, named: bool) -> People | None:
        entry = noun.entry
        if entry.number == "singular" and noun.article and not named:
            return None
        construct = entry.number == "dual" and entry.own and not entry.definite and not noun.article
        if construct and entry.cls != "result" and not self.nouns.governs(noun.first):
            return None  # «مقاتلي» and «مقاتلا» alone: a construct plural or an accusative is far likelier
        last, count, numbered = self.numbers.behind(noun)
        if (
            entry.number == "plural"
            and (noun.article or entry.definite)
            and not entry.own
            and not (numbered and entry.cls == "person")
        ):
            return None
        people = People(
            noun.first, last, count, result=entry if entry.cls == "result" else None, conj=bool(noun.conj),
            number=entry.number, numbered=numbered, definite=noun.article, own=entry.own,
            accusative=entry.number == "singular" and self.reading.norms[noun.first].endswith(_TANWIN),
        )  # fmt: skip
        return self.tails.finish(people, entry)

    # --- groups of people ---------------------------------------------------------------------------------------

    def _read_group(self, at: int) -> People | None:
        """«أسرة بكاملها», «عائلة من سبعة أفراد», «مجموعة من المقاتلين», «ثلاثتهم», «أحد الجنود»."""
        hit = self.reading.hit(at, *_GROUPS)
        if hit is None:
            return None
        several = People(at, hit.last, _VAGUE, conj=bool(hit.conj))
        match hit.entry.cls:
            case "one_of":
                return self._one_of(hit)
            case "counted":
                n = int(hit.entry.tag)
                return several._replace(count=Count(n, n), numbered=True, noun="")
            case "bunch":
                noun = self.nouns.plural(hit.last)
                return self.tails.finish(several._replace(last=noun.last), noun.entry) if noun is not None else None
        made = self.reading.hit(hit.last, "made_of")
        if made is not None:
            inner = self.read(made.last)
            told = inner is not None and (inner.numbered or (inner.number == "singular" and inner.noun == "known"))
            return inner._replace(first=at, conj=bool(hit.conj)) if inner is not None and told else None
        if hit.entry.cls != "collective":
            return None
        household = self.reading.hit(hit.last, "household")  # «جميع أفراد العائلة السبعة»
        number = self.reading.number_at.get(household.last if household is not None else hit.last)
        if number is not None and number.definite and not (number.conj or number.prep or number.ordinal):
            count = Count(number.low, number.high)  # «عائلة بكامل أفرادها الستة»
            return several._replace(last=number.last, count=count, numbered=True)
        return several

    def _one_of(self, hit: Hit) -> People | None:
        noun = self.nouns.find(hit.last)
        if noun is None or noun.conj or noun.prep or noun.entry.number != "plural":
            return None
        result = noun.entry if noun.entry.cls == "result" else None
        one = People(hit.first, noun.last, Count(1, 1), conj=bool(hit.conj), number="singular", result=result)
        return self.tails.finish(one, noun.entry)
