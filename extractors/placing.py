"""Decides from the place mentions of an event where its people were hit; says by what evidence, or gives no answer.

Order of evidence (codebook, «Place»): what holds the name («X بريف Y»), the clause, the sentence, the heading, the
paragraph, the dateline, the title; then the gazetteer: the other places of a list, a single meaning, the country that
the text or the outlet speaks of, prominence. What stays ambiguous is None and its `basis` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.gazetteer import SYRIA, Candidate
from extractors.mentions import COUNTRY, DISTRICT, GOVERNORATE, PART, REGION, PlaceMention, level
from extractors.place_anaphors import stand_in
from extractors.place_evidence import (
    COUNTRYSIDE,
    Frame,
    PlaceContext,
    carried_codes,
    countries_of,
    frames,
    governorates_of,
    joined_title,
    joint_codes,
    one_side,
    options,
    prevailing_countries,
)

__all__ = ["PlaceContext", "Resolution", "governorates_of", "resolve"]

MINOR, TOWN = 3, 4  # weights up to which a frame overrules the gazetteer's only candidate
METROPOLIS = 7  # weight from which a place abroad is meant though the text speaks of no country, or of another
CLEARLY_PROMINENT = 3
ABROAD_PROMINENT = 2


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where an event was, as the codebook's fields; `basis` names the witness of the governorate, or why it is null."""

    place: str | None = None
    places: tuple[str, ...] = ()
    governorate: str | None = None
    country: str | None = None
    precision: int | None = None
    basis: str = "none"
    used: tuple[PlaceMention, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    code: str | None
    country: str | None
    basis: str


def resolve(clause: Sequence[PlaceMention], context: PlaceContext | None = None) -> Resolution:
    """The place of an event whose clause has these mentions; never a guess."""
    context = context or PlaceContext()
    mentions = [m for m in (stand_in(mention, context) for mention in clause) if m is not None]
    group = focus(mentions)
    if not group:
        return _without_place(mentions, context)
    witnesses = list(frames(group, mentions, context))
    if level(group[0]) >= GOVERNORATE:
        return _of_governorates(group, witnesses, context)
    return _of_places(group, witnesses, context)


def focus(mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The finest mention that may be the place, the first of equals, with the mentions joined to it."""
    starts = {m.first for m in mentions}
    free = [m for m in mentions if not (m.of_direction and m.attached in starts)]
    plain = [m for m in free if not m.role]
    if not plain or level(min(plain, key=level)) >= DISTRICT:
        plain += [m for m in free if m.role == "doubtful"]
    if not plain:
        plain = [m for m in free if m.role in ("home", "launch", "toward")]
    if not plain:
        return []
    finest = min(plain, key=level)
    at = next(index for index, mention in enumerate(mentions) if mention is finest)
    while at > 0 and mentions[at].conj and _alike(mentions[at - 1], mentions[at]):
        at -= 1
    group = [mentions[at]]
    for mention in mentions[at + 1 :]:
        if mention.conj and _alike(group[-1], mention):
            group.append(mention)
        elif mention.attached not in {m.first for m in group}:
            break
    return group


def _alike(one: PlaceMention, other: PlaceMention) -> bool:
    large = (level(one) >= PART) == (level(other) >= PART)
    return large and other.role in ("", "doubtful") and one.role in ("", "doubtful")


# answers


def _of_governorates(group: list[PlaceMention], witnesses: list[Frame], context: PlaceContext) -> Resolution:
    sides = [countries_of(m) for m in group]
    if level(group[0]) == COUNTRY:
        one = next(iter(sides[0])) if len(group) == 1 and len(sides[0]) == 1 else None
        return Resolution(country=one, precision=6, basis="clause", used=tuple(group))
    answers = [_answer(m, group, witnesses, context) for m in group]
    countries = {answer.country for answer in answers if answer.country}
    country = next(iter(countries)) if len(countries) == 1 else None
    if len(group) > 1:
        names = tuple(m.name for m in group)
        return Resolution(names[0], names[1:], None, country, 4, "several", tuple(group))
    precision = 3 if group[0].of_direction or group[0].near else 4
    return Resolution(None, (), answers[0].code, country, precision, answers[0].basis, tuple(group))


def _of_places(group: list[PlaceMention], witnesses: list[Frame], context: PlaceContext) -> Resolution:
    answers = [_answer(mention, group, witnesses, context) for mention in group]
    codes = {answer.code for answer in answers if answer.code}
    best = next((answer for answer in answers if answer.code), answers[0])
    code, basis = (None, "several") if len(codes) > 1 else (best.code, best.basis)
    country = best.country or _country(group, witnesses, context)
    first, fineness = group[0], level(group[0])
    if fineness == PART or (fineness == REGION and _only_directions(first)):
        return Resolution(None, (), code, country, 3, basis, tuple(group))
    near = first.near or first.of_direction or first.trigger == "road"
    precision = 3 if fineness >= DISTRICT else 2 if near else 1
    names = list(dict.fromkeys(m.name for m in group))
    return Resolution(names[0], tuple(names[1:]), code, country, precision, basis, tuple(group))


def _only_directions(mention: PlaceMention) -> bool:
    """«شمال غربي سوريا» is no name of a region, «البادية» is."""
    return mention.of_direction or any(c.kind == "region" and c.parent == "direction" for c in mention.candidates)


def _answer(mention: PlaceMention, group: list[PlaceMention], witnesses: list[Frame], context: PlaceContext) -> _Answer:
    """The governorate and country of one place, and the witness."""
    allowed = options(mention)
    codes = governorates_of(mention) if mention.kind in ("governorate", "direction_part") else frozenset(
        c.governorate for c in allowed if c.governorate
    )  # fmt: skip
    if level(mention) >= GOVERNORATE and len(codes) == 1:
        return _known(next(iter(codes)), allowed, "clause")
    if mention.kind == "region" and not codes:
        return _Answer(None, _single(countries_of(mention)), "region")
    weight = max((c.weight for c in allowed), default=0)
    for frame in witnesses:
        if not frame.codes:
            continue
        agreed = one_side(mention, codes & frame.codes if codes else frame.codes)
        if len(agreed) == 1:
            return _known(next(iter(agreed)), allowed, frame.basis)
        if agreed:
            codes = agreed
        elif codes and _overrules(frame, allowed, weight):
            said = one_side(mention, frame.codes)
            if len(said) == 1:
                return _known(next(iter(said)), (), frame.basis)
    codes = one_side(mention, codes)
    return _by_gazetteer(mention, codes, allowed, group, context)


def _overrules(frame: Frame, allowed: Sequence[Candidate], weight: int) -> bool:
    """Whether a frame beats a gazetteer that knows the name only elsewhere."""
    if frame.held:
        return True
    if not frame.binding:
        return False
    elsewhere = not frame.countries & {c.country for c in allowed}
    if frame.basis == "qualifier":
        return elsewhere or weight < TOWN
    return weight <= MINOR and (elsewhere or frame.mention.kind in ("governorate", "direction_part"))


def _by_gazetteer(
    mention: PlaceMention,
    codes: frozenset[str],
    allowed: list[Candidate],
    group: list[PlaceMention],
    context: PlaceContext,
) -> _Answer:
    countries = prevailing_countries(context, mention.first)
    shared = joint_codes(group)
    if len(group) > 1 and len(shared) == 1 and (not codes or shared <= codes):
        return _known(next(iter(shared)), allowed, "list")
    carried = carried_codes(mention, context)
    likely = [c for c in allowed if c.governorate in codes and _plausible(c, countries)]
    if not countries and any(c.country == SYRIA for c in likely):
        likely = [c for c in likely if c.country == SYRIA]
    codes = frozenset(str(c.governorate) for c in likely) if likely else codes
    if len(codes) == 1 and likely and (countries or _distinctive(mention, likely)):
        return _known(next(iter(codes)), likely, "gazetteer")
    if len(carried) == 1 and (not codes or carried <= codes):
        return _known(next(iter(carried)), allowed, "carried")
    ranked = sorted(likely, key=lambda c: -c.weight)
    if _prominent(ranked) and _distinctive(mention, ranked):
        return _known(str(ranked[0].governorate), ranked, "prominence")
    if codes and not likely:
        return _Answer(None, _single(countries), "elsewhere")
    country = _single({c.country for c in ranked}) or _single(countries)
    return _Answer(None, country, "ambiguous" if codes else "unknown")


def _plausible(candidate: Candidate, countries: frozenset[str]) -> bool:
    """Whether a place may be meant in a text that speaks of these countries: small ones only in a country spoken of."""
    if countries:
        return candidate.country in countries or candidate.weight >= METROPOLIS
    return candidate.country == SYRIA or candidate.weight >= METROPOLIS


def _distinctive(mention: PlaceMention, likely: Sequence[Candidate]) -> bool:
    """Whether a name alone is evidence: spelt as known, and no small place called by an ordinary word."""
    if not mention.exact:
        return False
    if mention.trigger == "village":
        likely = [c for c in likely if c.kind != "quarter"]
    return any(not c.common or c.weight > MINOR for c in likely)


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


def _known(code: str, allowed: Sequence[Candidate], basis: str) -> _Answer:
    country = next((c.country for c in allowed if c.governorate == code), None)
    return _Answer(code, country or code[:2], basis)


def _single(values: frozenset[str] | set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _country(group: list[PlaceMention], witnesses: list[Frame], context: PlaceContext) -> str | None:
    own = frozenset(c.country for m in group for c in m.candidates)
    if len(own) == 1:
        return _single(own)
    for frame in witnesses:
        both = frame.countries & own if own else frame.countries
        if len(both) == 1:
            return _single(both)
    return _single(prevailing_countries(context, group[0].first))


def _without_place(mentions: Sequence[PlaceMention], context: PlaceContext) -> Resolution:
    """Where an event is whose clause names no place: the narrowest frame, if it names one governorate."""
    at = max((m.first for m in (*mentions, *context.sentence)), default=0) + 1
    for basis, frame in (
        ("clause", mentions), ("sentence", context.sentence), ("heading", context.heading),
        ("paragraph", context.paragraph), ("dateline", context.dateline),
    ):  # fmt: skip
        useful = [m for m in frame if m.kind != "anaphor" and m.role not in ("launch", "treat", "speaker")]
        codes = frozenset().union(*map(governorates_of, useful)) if useful else frozenset()
        code = _narrowed(codes)
        if code:
            return Resolution(None, (), code, code[:2], 4, basis, tuple(useful))
        if useful:
            country = _single(frozenset().union(*map(countries_of, useful)))
            return Resolution(country=country, precision=6 if country else None, basis="several" if codes else basis)
    code = _single(joined_title(context))
    if code and any(level(m) == GOVERNORATE for m in context.title):
        return Resolution(None, (), code, code[:2], 4, "title", tuple(context.title))
    country = _single(prevailing_countries(context, at))
    return Resolution(country=country, precision=6 if country else None, basis="unknown")


def _narrowed(codes: frozenset[str]) -> str | None:
    """The one governorate of a set; a city with its countryside counts as the city."""
    for city, around in COUNTRYSIDE.items():
        if codes == {city, around}:
            return city
    return _single(codes)
