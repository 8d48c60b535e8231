"""Decides from the place mentions of an event where its people were hit; says by what evidence, or gives no answer.

Order of evidence (codebook, «Place»): what qualifies the name in the clause, the clause, the sentence, the heading, the
paragraph, the dateline, the other places of a list, a single meaning in the gazetteer, the outlet's country, prominence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.gazetteer import Candidate
from extractors.places import PlaceMention

NONE = ()


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """The mentions around a clause, in order of the text; the wider lists may contain the narrower ones.

    `article` holds the text's mentions (those after the clause are ignored), `title` the title's; `country` is the
    outlet's country focus.
    """

    sentence: Sequence[PlaceMention] = NONE
    paragraph: Sequence[PlaceMention] = NONE
    heading: Sequence[PlaceMention] = NONE
    dateline: Sequence[PlaceMention] = NONE
    article: Sequence[PlaceMention] = NONE
    title: Sequence[PlaceMention] = NONE
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where an event was, as the codebook's fields; `basis` names the evidence of the governorate (or why it is null)."""

    place: str | None = None
    places: tuple[str, ...] = ()
    governorate: str | None = None
    country: str | None = None
    precision: int | None = None
    basis: str = "none"
    used: tuple[PlaceMention, ...] = ()


@dataclass(slots=True)
class _Evidence:
    """What mentions say of where: governorates, countries, and which rung said so."""

    basis: str
    governorates: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    explicit: bool = False
    used: list[PlaceMention] = field(default_factory=list)


LEVELS = {
    "place": 1.0,
    "landmark": 1.5,
    "city": 2.0,
    "district": 3.0,
    "region": 4.0,
    "direction_part": 4.5,
    "governorate": 5.0,
    "country": 6.0,
}
_LANDMARKS = frozenset(
    {"landmark", "mosque", "hospital", "street", "road", "square", "bridge", "river", "school", "market"}
)
_CITY, _RURAL = "SY01", "SY03"
DAMASCUS = frozenset({_CITY, _RURAL})
_TOWNS = frozenset({"town", "village", "subdistrict", "district", "farm"})


def level(mention: PlaceMention) -> float:
    """How fine a mention is: 1 a place, 1.5 a building or street, 2 a city, 3 a district, 4 a region, 5, 6."""
    if mention.kind != "place":
        return LEVELS.get(mention.kind, 9.0)
    if mention.trigger in ("area", "rural"):
        return LEVELS["district"] if mention.known else LEVELS["place"]
    kinds = {candidate.kind for candidate in mention.candidates}
    if mention.trigger in _LANDMARKS or (kinds and kinds <= _LANDMARKS):
        return LEVELS["landmark"]
    if mention.trigger == "city" or (not mention.trigger and "city" in kinds) or "governorate" in kinds:
        return LEVELS["city"]
    return LEVELS["place"]


def resolve(clause: Sequence[PlaceMention], context: PlaceContext | None = None) -> Resolution:
    """The place of an event whose clause has these mentions; never a guess: what stays ambiguous is None."""
    context = context or PlaceContext()
    named = [_stand_in(m, context) for m in clause]
    clause = [m for m in named if m is not None]
    group = _focus(clause)
    if not group:
        return _without_place(clause, context)
    rungs = _rungs(group, clause, context)
    if level(group[0]) >= LEVELS["governorate"]:
        return _of_governorates(group, rungs, context)
    return _of_places(group, rungs, context)


# what the clause is about


def _stand_in(mention: PlaceMention, context: PlaceContext) -> PlaceMention | None:
    """The mention that an anaphor («البلدة») stands for: the last one before it that the noun fits."""
    if mention.kind != "anaphor":
        return mention
    if mention.trigger == "capital":
        return _capital(mention, context)
    before = [*context.article, *context.heading, *context.paragraph, *context.sentence]
    for earlier in sorted({m.first: m for m in before if m.first < mention.first}.values(), key=lambda m: -m.first):
        if _fits(mention.trigger, earlier):
            return _renamed(earlier, mention)
    for earlier in reversed(context.title):
        if _fits(mention.trigger, earlier):
            return _renamed(earlier, mention)
    return None


def _fits(noun: str, earlier: PlaceMention) -> bool:
    if earlier.kind in ("anaphor", "country") or earlier.role:
        return False
    kinds = {candidate.kind for candidate in earlier.candidates}
    if noun == "governorate":
        return "governorate" in kinds
    if earlier.trigger == noun:
        return True
    if noun == "city":
        return bool(kinds & {"city", "town"}) or (earlier.kind == "governorate" and earlier.trigger != "rural")
    if noun == "area":
        return earlier.kind in ("place", "district", "region")
    return noun in kinds


def _renamed(earlier: PlaceMention, anaphor: PlaceMention) -> PlaceMention:
    kind = "governorate" if anaphor.trigger == "governorate" else earlier.kind
    if anaphor.trigger == "city" and kind == "governorate":
        kind = "place"
    return PlaceMention(
        anaphor.first,
        anaphor.last,
        earlier.name,
        earlier.norm,
        kind,
        earlier.candidates,
        anaphor.trigger,
        anaphor.near,
        anaphor.of_direction,
        anaphor.conj,
        earlier.known,
        anaphor.role,
        anaphor.attached,
        anaphor.start,
        anaphor.end,
    )


def _capital(mention: PlaceMention, context: PlaceContext) -> PlaceMention | None:
    countries = _countries([*context.sentence, *context.heading, *context.paragraph, *context.article, *context.title])
    country = context.country or "SY"
    if len(countries) == 1:
        country = next(iter(countries))
    for candidate in mention.candidates:
        if candidate.country == country:
            return PlaceMention(
                mention.first,
                mention.last,
                candidate.name,
                candidate.name,
                "governorate",
                (candidate,),
                "capital",
                mention.near,
                mention.of_direction,
                mention.conj,
                True,
                mention.role,
                mention.attached,
                mention.start,
                mention.end,
            )
    return None


def _focus(clause: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The finest mention that no other holds, with the mentions joined to it."""
    starts = {m.first for m in clause}
    free = [m for m in clause if not (m.of_direction and m.attached in starts)]
    plain = [m for m in free if not m.role] or [m for m in free if m.role in ("home", "launch", "toward")]
    if not plain:
        return []
    finest = min(plain, key=level)
    at = next(i for i, m in enumerate(clause) if m is finest)
    while at > 0 and clause[at].conj and _joins(clause[at - 1], clause[at]):
        at -= 1
    group = [clause[at]]
    for mention in clause[at + 1 :]:
        if mention.conj and _joins(group[-1], mention):
            group.append(mention)
        elif mention.attached not in {m.first for m in group}:
            break
    return group


def _joins(one: PlaceMention, other: PlaceMention) -> bool:
    large = LEVELS["governorate"]
    return (level(one) >= large) == (level(other) >= large) and not other.role


# evidence


def _rungs(group: list[PlaceMention], clause: Sequence[PlaceMention], context: PlaceContext) -> list[_Evidence]:
    members = {m.first for m in group}
    held = set(members)
    attached: list[PlaceMention] = []
    for mention in clause:
        if mention.attached in held and mention.first not in members:
            attached.append(mention)
            held.add(mention.first)
    for mention in context.sentence:
        if mention.attached in held and mention.first not in held:
            attached.append(mention)
            held.add(mention.first)
    last = max(m.first for m in group)
    near = sorted(context.sentence, key=lambda m: (m.first > last, abs(m.first - last)))
    return [
        _evidence("qualifier", attached, held=members),
        _evidence("clause", clause, members),
        _evidence("sentence", near, members),
        _evidence("heading", context.heading, members),
        _evidence("paragraph", context.paragraph, members),
        _evidence("dateline", context.dateline, members),
    ]


def _evidence(basis: str, mentions: Iterable[PlaceMention], held: Iterable[int] = ()) -> _Evidence:
    skip = set(held)
    governorates: set[str] = set()
    countries: set[str] = set()
    used: list[PlaceMention] = []
    explicit = False
    for mention in mentions:
        if mention.first in skip or mention.kind == "anaphor":
            continue
        codes = governorates_of(mention)
        if codes and (
            basis == "qualifier"
            or mention.kind in ("governorate", "direction_part", "region", "district")
            or len(codes) == 1
        ):
            governorates |= codes
            explicit = explicit or (mention.kind in ("governorate", "direction_part") and not mention.of_direction)
            used.append(mention)
        countries |= {candidate.country for candidate in mention.candidates}
    return _Evidence(basis, frozenset(governorates), frozenset(countries), explicit, used)


def governorates_of(mention: PlaceMention) -> frozenset[str]:
    """The governorates that a mention can lie in; «دمشق» speaks for the city and its countryside."""
    codes = {c.governorate for c in mention.candidates if c.governorate}
    for candidate in mention.candidates:
        codes.update(candidate.governorates)
    if mention.kind == "governorate" and codes == {_CITY} and (mention.of_direction or mention.near):
        return DAMASCUS
    return frozenset(codes)


def _countries(mentions: Iterable[PlaceMention]) -> set[str]:
    found: set[str] = set()
    for mention in mentions:
        of = {candidate.country for candidate in mention.candidates}
        if len(of) == 1:
            found |= of
    return found


# answers


def _of_governorates(group: list[PlaceMention], rungs: list[_Evidence], context: PlaceContext) -> Resolution:
    codes = [next((c.governorate for c in m.candidates if c.kind == "governorate"), None) for m in group]
    countries = {candidate.country for m in group for candidate in m.candidates}
    country = next(iter(countries)) if len(countries) == 1 else None
    if len(group) > 1:
        names = [m.name for m in group]
        return Resolution(names[0], tuple(names[1:]), None, country, 4, "several", tuple(group))
    only = group[0]
    if only.kind == "country" or codes[0] is None:
        return Resolution(country=country, precision=6, basis="clause", used=tuple(group))
    precision = 3 if only.of_direction else 4
    return Resolution(None, (), codes[0], country, precision, "clause", tuple(group))


def _of_places(group: list[PlaceMention], rungs: list[_Evidence], context: PlaceContext) -> Resolution:
    per_member = [_governorate(mention, group, rungs, context) for mention in group]
    codes = {code for code, _, _ in per_member if code}
    code, country, basis = per_member[0]
    if len(codes) > 1:
        code, basis = None, "several"
    elif codes:
        code, country, basis = next(entry for entry in per_member if entry[0])
    country = country or _country_of(group, rungs, context)
    names = [m.name for m in group]
    fine = level(group[0])
    if fine >= LEVELS["direction_part"] or (fine == LEVELS["region"] and group[0].of_direction):
        return Resolution(None, (), code, country, 3, basis, tuple(group))
    precision = 3 if fine >= LEVELS["district"] else 2 if any(m.near or m.of_direction for m in group[:1]) else 1
    rest = tuple(name for name in names[1:] if name != names[0])
    return Resolution(names[0], rest, code, country, precision, basis, tuple(group))


def _governorate(
    mention: PlaceMention, group: list[PlaceMention], rungs: list[_Evidence], context: PlaceContext
) -> tuple[str | None, str | None, str]:
    """The governorate and country of one place, and the evidence."""
    options = _options(mention)
    codes = frozenset(c.governorate for c in options if c.governorate)
    for rung in rungs:
        if not rung.governorates:
            if rung.countries and len(codes) > 1:
                codes = (
                    frozenset(c.governorate for c in options if c.governorate and c.country in rung.countries) or codes
                )
            continue
        agreed = codes & rung.governorates if codes else rung.governorates
        if len(agreed) == 1:
            code = next(iter(agreed))
            return code, _country_code(code, options), rung.basis
        if agreed:
            codes = _side_of_damascus(mention, agreed)
            if len(codes) == 1:
                return next(iter(codes)), "SY", rung.basis
        elif rung.basis == "qualifier" and rung.explicit and len(rung.governorates) == 1:
            code = next(iter(rung.governorates))
            return code, _country_code(code, options), "qualifier"
    if len(codes) == 1:
        code = next(iter(codes))
        return code, _country_code(code, options), "gazetteer"
    return _by_weaker_signs(mention, options, codes, group, context)


def _side_of_damascus(mention: PlaceMention, codes: frozenset[str]) -> frozenset[str]:
    """Quarters are the city's, towns and villages its countryside's, where both are possible."""
    if codes != DAMASCUS:
        return codes
    if mention.trigger in ("quarter", "lane", "square", "landmark", "mosque"):
        return frozenset({_CITY})
    return frozenset({_RURAL}) if mention.trigger in _TOWNS or mention.trigger == "city" else codes


def _options(mention: PlaceMention) -> list[Candidate]:
    """The candidates that the generic noun allows, or all of them."""
    noun = mention.trigger
    fitting = [c for c in mention.candidates if c.kind == noun]
    if noun in ("quarter", "camp", "airport", "prison", "subdistrict", "dam", "crossing") and fitting:
        return fitting
    if noun in _TOWNS or noun == "city":
        settled = [c for c in mention.candidates if c.kind in ("city", "town", "village", "district", "subdistrict")]
        return settled or list(mention.candidates)
    return list(mention.candidates)


def _by_weaker_signs(
    mention: PlaceMention,
    options: list[Candidate],
    codes: frozenset[str],
    group: list[PlaceMention],
    context: PlaceContext,
) -> tuple[str | None, str | None, str]:
    shared: frozenset[str] = codes
    for other in group:
        of = governorates_of(other)
        if other is not mention and of:
            shared = shared & of if shared else of
    if len(shared) == 1:
        return next(iter(shared)), None, "list"
    before = [m for m in context.article if m.first < mention.first]
    for earlier in [*sorted(before, key=lambda m: -m.first), *reversed(context.title)]:
        of = governorates_of(earlier) & codes if codes else governorates_of(earlier)
        if len(of) == 1 and not earlier.role and (codes or earlier.kind != "place"):
            return next(iter(of)), None, "carried"
    if context.country:
        home = frozenset(c.governorate for c in options if c.governorate and c.country == context.country)
        if len(home) == 1:
            return next(iter(home)), context.country, "outlet"
    ranked = sorted(options, key=lambda c: -c.weight)
    if len(ranked) > 1 and ranked[0].weight >= ranked[1].weight + 3 and ranked[0].governorate:
        return ranked[0].governorate, ranked[0].country, "prominence"
    countries = {c.country for c in options}
    return None, next(iter(countries)) if len(countries) == 1 else None, "ambiguous" if codes else "unknown"


def _country_code(code: str, options: list[Candidate]) -> str:
    for candidate in options:
        if candidate.governorate == code:
            return candidate.country
    return code[:2]


def _country_of(group: list[PlaceMention], rungs: list[_Evidence], context: PlaceContext) -> str | None:
    own = {c.country for m in group for c in m.candidates}
    if len(own) == 1:
        return next(iter(own))
    for rung in rungs:
        both = rung.countries & own if own else rung.countries
        if len(both) == 1:
            return next(iter(both))
    if context.country:
        return context.country
    everywhere = _countries([*context.article, *context.title])
    return next(iter(everywhere)) if len(everywhere) == 1 else None


def _without_place(clause: Sequence[PlaceMention], context: PlaceContext) -> Resolution:
    """Where an event is whose clause names no place: the narrowest frame that names one governorate."""
    for basis, mentions in (
        ("clause", clause),
        ("sentence", context.sentence),
        ("heading", context.heading),
        ("paragraph", context.paragraph),
        ("dateline", context.dateline),
    ):
        found = _evidence(basis, mentions)
        if len(found.governorates) == 1:
            code = next(iter(found.governorates))
            return Resolution(None, (), code, code[:2], 4, basis, tuple(found.used))
    country = _country_of(
        [], [_evidence("article", context.sentence), _evidence("article", context.paragraph)], context
    )
    return Resolution(country=country, precision=6 if country else None, basis="unknown")
