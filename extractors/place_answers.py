"""The governorate and country of one place, by the witnesses in their order, then by the gazetteer; with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.gazetteer import LEARNT, SYRIA, Candidate
from extractors.mentions import GOVERNORATE, PlaceMention, level
from extractors.place_evidence import (
    Frame,
    PlaceContext,
    all_before,
    carried_codes,
    countries_of,
    country_said,
    frames,
    governorates_of,
    joint_codes,
    named_before,
    nearby_countries,
    one_side,
    options,
    prevailing_countries,
)
from extractors.place_words import load_place_words

MINOR, TOWN = 3, 4  # weights up to which a frame overrules the gazetteer's only candidate
CITY, METROPOLIS = (
    6,
    7,
)  # weights from which a place abroad is meant though the text speaks of no country, or of another
_BY_GAZETTEER = frozenset({"gazetteer", "prominence", "list"})
CLEARLY_PROMINENT, ABROAD_PROMINENT = 3, 2
SETTLEMENTS = frozenset({"town", "village", "quarter"})
_UNITS = frozenset({"governorate", "direction_part"})


class Answer(NamedTuple):
    """The governorate (None: not decided), the country, and the witness or the reason for None."""

    code: str | None
    country: str | None
    basis: str


class Remembered:
    """An iterable that asks its source only as far as somebody reads, and once: the first witness often suffices."""

    def __init__(self, source: Iterator[Frame]) -> None:
        self._source = source
        self._seen: list[Frame] = []

    def __iter__(self) -> Iterator[Frame]:
        """What was read before, then the rest of the source."""
        yield from self._seen
        for frame in self._source:
            self._seen.append(frame)
            yield frame


@dataclass(frozen=True, slots=True)
class Question:
    """The joined places of an event, and all that speaks of where they are."""

    group: list[PlaceMention]
    witnesses: Iterable[Frame]
    context: PlaceContext
    said: str | None

    @classmethod
    def of(cls, group: list[PlaceMention], clause: Sequence[PlaceMention], context: PlaceContext) -> Question:
        """The question about a group of a clause's mentions."""
        return cls(group, Remembered(frames(group, clause, context)), context, country_said(clause, context))

    def answer(self, mention: PlaceMention) -> Answer:
        """Where one member of the group is."""
        allowed = options(mention)
        said = mention.nation or self.said
        if said:
            allowed = [c for c in allowed if c.country == said] or ([] if self.said else allowed)
        codes = _codes(mention, allowed)
        if level(mention) >= GOVERNORATE and len(codes) == 1:
            return _known(codes, allowed, "clause")
        if mention.kind == "region" and not codes:
            return Answer(None, only(countries_of(mention)), "region")
        codes, answer = self._ask_witnesses(mention, codes, allowed)
        if answer is None and self._is_elsewhere(mention, codes, allowed):
            answer = _known(all_before(mention, self.context), (), "carried")
        return answer or self._ask_gazetteer(mention, one_side(mention, codes), allowed)

    def country(self) -> str | None:
        """The country of the group where no governorate is decided."""
        if self.said is not None:
            return self.said
        own = frozenset(c.country for m in self.group for c in m.candidates)
        if len(own) == 1:
            return only(own)
        for frame in self.witnesses:
            both = frame.countries & own if own else frame.countries
            if len(both) == 1:
                return only(both)
        return only(prevailing_countries(self.context, self.group[0].first))

    def _is_elsewhere(self, mention: PlaceMention, codes: frozenset[str], allowed: list[Candidate]) -> bool:
        """«حي المطار» in a text of one city is that city's, though the gazetteer knows only another's."""
        if mention.trigger != "quarter" or not codes or any(c.weight > MINOR for c in allowed):
            return False
        carried = all_before(mention, self.context)
        return len(carried) == 1 and not carried & codes and self.said in (None, next(iter(carried))[:2])

    def _ask_witnesses(
        self, mention: PlaceMention, codes: frozenset[str], allowed: list[Candidate]
    ) -> tuple[frozenset[str], Answer | None]:
        weight = max((c.weight for c in allowed), default=0)
        for frame in self.witnesses:
            if not frame.codes or (self.said is not None and self.said not in frame.countries):
                continue
            if self._is_foreign(frame, allowed) or self._is_contradicted(frame, mention):
                continue
            agreed = one_side(mention, codes & frame.codes if codes else self._meant(frame))
            if len(agreed) == 1:
                return codes, _known(agreed, allowed, frame.basis)
            if agreed:
                codes = agreed
            elif codes and _overrules(frame, allowed, weight):
                told = one_side(mention, self._meant(frame))  # «عين الدلب شرق صيدا»: of the Sidon that the text means
                if len(told) == 1:
                    return codes, _known(told, (), frame.basis)
        return codes, None

    def _is_foreign(self, frame: Frame, allowed: list[Candidate]) -> bool:
        """«نازحي تاورغاء في منطقة الفلاح»: known elsewhere alone, what holds a town of the text's country says nothing.

        Nor does another country's quarter say where a name is that no list knows.
        """
        spoken = prevailing_countries(self.context, self.group[0].first)
        own = {c.country for c in allowed}
        if not frame.countries or not spoken or frame.countries & (spoken | own):
            return False
        return bool(spoken & own) or all(c.kind == "quarter" and c.weight <= MINOR for c in frame.mention.candidates)

    def _is_contradicted(self, frame: Frame, mention: PlaceMention) -> bool:
        """«بلدة الصالحية قرب منطقة المعامل» in a text of Deir ez-Zor: a small place nearby may be a namesake itself."""
        if frame.basis != "near" or any(c.weight > MINOR for c in frame.mention.candidates):
            return False
        carried = all_before(mention, self.context)
        return bool(carried) and not carried & frame.codes

    def _meant(self, frame: Frame) -> frozenset[str]:
        """The governorates of a witness; of several places of its name that which the country or its size says."""
        own = {c.governorate for c in frame.mention.candidates}
        if len(frame.codes) < 2 or not frame.codes <= own:
            return frame.codes  # one place, or several joined by «و»
        spoken = prevailing_countries(self.context, self.group[0].first)
        there = [c for c in frame.mention.candidates if c.governorate in frame.codes and c.country in spoken]
        ranked = sorted(there, key=lambda c: -c.weight)
        return frozenset({str(ranked[0].governorate)}) if _prominent(ranked) else frame.codes

    def _ask_gazetteer(self, mention: PlaceMention, codes: frozenset[str], allowed: list[Candidate]) -> Answer:
        said = mention.nation or self.said
        countries = frozenset({said}) if said else prevailing_countries(self.context, mention.first)
        apart = bool(countries) and countries.isdisjoint(c.country for c in allowed)
        named = named_before(mention, self.context, codes) if apart else frozenset[str]()
        if len(named) == 1:
            return _known(named, allowed, "carried")  # Rafah behind «محافظة شمال سيناء» and a Tunisian namesake
        return self._weigh(mention, codes, allowed, countries, said)

    def _weigh(
        self,
        mention: PlaceMention,
        codes: frozenset[str],
        allowed: list[Candidate],
        countries: frozenset[str],
        said: str | None,
    ) -> Answer:
        """What the list of places alone says: the only meaning in the countries spoken of, or the prominent one."""
        strict = bool(said) or bool(nearby_countries(self.context, mention.first))
        shared = joint_codes(self.group)
        if len(self.group) > 1 and len(shared) == 1 and (not codes or shared <= codes):
            return _known(shared, allowed, "list")
        likely = _likely([c for c in allowed if c.governorate in codes], countries, mention.trigger, strict=strict)
        if mention.kind in _UNITS and likely and not codes <= {c.governorate for c in allowed}:
            return Answer(None, only({c.country for c in likely}), "ambiguous")  # «جنوب دمشق»: the city or around it
        if likely:
            codes = frozenset(str(c.governorate) for c in likely)
            if len(codes) == 1 and (countries or _distinctive(mention, likely)):
                return _known(codes, likely, "gazetteer")
        carried = carried_codes(mention, self.context)
        if len(carried) == 1 and (not codes or carried <= codes) and self.said in (None, next(iter(carried))[:2]):
            return _known(carried, allowed, "carried")
        told = named_before(mention, self.context, codes) if likely else frozenset()
        if len(told) == 1:
            return _known(told, likely, "carried")
        ranked = sorted(likely, key=lambda c: -c.weight)
        if _prominent(ranked) and _distinctive(mention, ranked):
            return _known(frozenset({str(ranked[0].governorate)}), ranked, "prominence")
        if codes and not likely:
            return Answer(None, only(countries), "elsewhere")
        country = only({c.country for c in ranked}) or only(countries)
        return Answer(None, country, "ambiguous" if codes else "unknown")


def only(values: frozenset[str] | set[str]) -> str | None:
    """The member of a set of one."""
    return next(iter(values)) if len(values) == 1 else None


def _codes(mention: PlaceMention, allowed: list[Candidate]) -> frozenset[str]:
    own = frozenset(c.governorate for c in allowed if c.governorate)
    if mention.kind not in _UNITS:
        return own
    codes = governorates_of(mention)
    return codes if len(allowed) == len(mention.candidates) else codes & own


def _overrules(frame: Frame, allowed: Sequence[Candidate], weight: int) -> bool:
    """Whether a frame beats a gazetteer that knows the name only elsewhere."""
    if frame.held:
        return True
    if not frame.binding:
        return False
    elsewhere = not frame.countries & {c.country for c in allowed}
    if frame.basis == "qualifier":
        return elsewhere or weight < TOWN
    return weight <= MINOR and (elsewhere or frame.mention.kind in _UNITS)


def _likely(candidates: list[Candidate], countries: frozenset[str], noun: str, *, strict: bool) -> list[Candidate]:
    """The candidates that a text of these countries may mean; where it speaks of none, Syrian ones and large cities.

    A village beside a foreign city of its name is not meant without a witness, nor is a town a metropolis. `strict`:
    the countries are those of the sentence or paragraph, not only of the article.
    """
    if countries:
        spoken = [c for c in candidates if c.country in countries]
        if spoken or strict:
            return spoken or [c for c in candidates if c.weight >= METROPOLIS or (c.weight >= CITY and not c.common)]
    syrian = [c for c in candidates if c.country == SYRIA]
    home = max((c.weight for c in syrian), default=0)
    abroad = max((c.weight for c in candidates if c.country != SYRIA), default=0)
    if abroad - home < CLEARLY_PROMINENT:
        return syrian
    if noun in SETTLEMENTS or abroad < CITY:
        return []
    return [c for c in candidates if c.weight > abroad - ABROAD_PROMINENT and not c.common]


def _distinctive(mention: PlaceMention, likely: Sequence[Candidate]) -> bool:
    """Whether a name alone is evidence: spelt as known, and no small place of an ordinary or recurrent name."""
    if not mention.exact:
        return False
    if mention.trigger == "village":
        likely = [c for c in likely if c.kind != "quarter"]
    recurrent = " " not in mention.norm and mention.norm.endswith(load_place_words().recurrent_ends)
    return any(c.weight > MINOR or not (c.common or (recurrent and c.weight < MINOR)) for c in likely)


def _prominent(ranked: list[Candidate]) -> bool:
    """Whether the first candidate outweighs every other place far enough, less so one abroad."""
    if not ranked:
        return False
    first = ranked[0]
    rivals = [c for c in ranked[1:] if c.governorate != first.governorate]
    return all(
        first.weight - c.weight >= (CLEARLY_PROMINENT if c.country == first.country else ABROAD_PROMINENT)
        for c in rivals
    )


def _known(codes: frozenset[str], allowed: Sequence[Candidate], basis: str) -> Answer:
    code = next(iter(codes))
    there = [c for c in allowed if c.governorate == code]
    if basis in _BY_GAZETTEER and there and all(c.is_learnt for c in there):
        basis = LEARNT
    return Answer(code, there[0].country if there else code[:2], basis)
