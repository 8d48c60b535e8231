"""Evidence of where: what the mentions around a place say of its governorate, in the codebook's order of witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractors.gazetteer import SYRIA, Candidate
from extractors.mentions import CITY, COUNTRY, DISTRICT, GOVERNORATE, PART, PlaceMention, level

NONE: tuple[PlaceMention, ...] = ()
# A city that is a governorate, and the one around it that shares its name: «جنوب دمشق» can be either.
COUNTRYSIDE = {"SY01": "SY03", "YE-SA": "YE-SN"}
_IN_CITY = frozenset(["quarter", "lane", "square", "landmark", "mosque", "street", "market", "hospital"])
_OUTSIDE = frozenset(["town", "village", "city", "subdistrict", "district", "farm", "hill", "front", "farmland"])
_EXACT = frozenset(["quarter", "camp", "airport", "prison", "subdistrict", "dam", "crossing", "district", "base"])
_SETTLEMENTS = frozenset(["town", "village", "quarter", "lane"])
_UNITS = frozenset(["country", "region", "part", "governorate"])
_POINTS = frozenset(
    ["landmark", "square", "road", "hospital", "street", "mosque", "market", "school", "bridge", "river", "field"]
)
_NO_CITIES = _POINTS | {"quarter", "village"}
METROPOLIS = 7  # weight from which nobody calls a place town or village
_OTHERS_WORDS = frozenset({"source", "speaker", "treat", "home", "launch", "toward", "doubtful", "distance"})


class PlaceContext(NamedTuple):
    """The mentions around a clause, each list in order of the text; the wider lists may contain the narrower ones.

    `article` holds the text's mentions (those after the clause are ignored), `title` the title's; `country` is the
    outlet's country focus (ISO 3166-1 alpha-2), the weakest witness.
    """

    sentence: Sequence[PlaceMention] = NONE
    paragraph: Sequence[PlaceMention] = NONE
    heading: Sequence[PlaceMention] = NONE
    dateline: Sequence[PlaceMention] = NONE
    article: Sequence[PlaceMention] = NONE
    title: Sequence[PlaceMention] = NONE
    country: str | None = None


class Frame(NamedTuple):
    """One witness: the governorates that a mention allows, and how it speaks of the place in question.

    `binding` frames overrule a gazetteer that knows the name only elsewhere; `held` ones («X بريف Y») always do.
    """

    basis: str
    codes: frozenset[str]
    countries: frozenset[str]
    mention: PlaceMention
    binding: bool = False
    held: bool = False


def governorates_of(mention: PlaceMention) -> frozenset[str]:
    """The governorates that a mention can lie in; «دمشق» beside a direction speaks for its countryside too."""
    candidates: Sequence[Candidate] = mention.candidates
    if mention.kind in ("governorate", "direction_part"):
        units = [c for c in candidates if c.kind == "governorate"]
        own = {c.country for c in units}
        cities = [c for c in candidates if c.kind == "city" and c.country not in own and not c.common]
        candidates = [*units, *cities] if mention.trigger == "" else units
    codes = {c.governorate for c in candidates if c.governorate}
    for candidate in candidates:
        codes.update(candidate.governorates)
    if mention.kind == "governorate" and (mention.of_direction or mention.near or mention.trigger == "capital"):
        codes.update(COUNTRYSIDE[code] for code in tuple(codes) if code in COUNTRYSIDE)
    return frozenset(codes)


def countries_of(mention: PlaceMention) -> frozenset[str]:
    """The countries that a mention can lie in."""
    return frozenset(candidate.country for candidate in mention.candidates)


def frames(group: Sequence[PlaceMention], clause: Sequence[PlaceMention], context: PlaceContext) -> Iterator[Frame]:
    """The witnesses of a group of joined places, the strongest first."""
    members = {m.first for m in group}
    fineness = level(group[0])
    held = _holders(members, [*clause, *context.sentence])
    yield from (_frame("qualifier", m, held=not m.of_direction, binding=True) for m in held)
    seen = members | {m.first for m in held}
    start, end = min(members), max(members)
    for basis, mentions, binding in (
        ("clause", clause, True),
        ("sentence", context.sentence, True),
        ("heading", context.heading, True),
        ("paragraph", context.paragraph, False),
        ("dateline", context.dateline, False),
    ):
        for mention in _nearest_first(mentions, start, end, after=basis == "clause"):
            if mention.first not in seen and _frames_others(mention, fineness):
                frame = _frame(basis, mention, binding=binding and level(mention) >= PART)
                yield _widened(frame, mentions) if basis == "clause" else frame
        if basis == "clause":
            near = [m for m in clause if m.near and m.first > end and m.role not in _OTHERS_WORDS]
            yield from (_widened(_frame("near", m), clause) for m in near)


def _holders(members: set[int], mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The mentions attached to the group, and those attached to them."""
    reached, found = set(members), []
    for mention in mentions:
        if mention.attached in reached and mention.first not in reached:
            reached.add(mention.first)
            found.append(mention)
    return found


def _nearest_first(mentions: Sequence[PlaceMention], start: int, end: int, *, after: bool) -> list[PlaceMention]:
    before = [m for m in mentions if m.first < start]
    later = [m for m in mentions if m.first > end] if after else []
    return [*reversed(before), *later]


def _frames_others(mention: PlaceMention, fineness: float) -> bool:
    """Whether a mention can say where others lie: something larger, or a city, and no mere aside."""
    if mention.role in _OTHERS_WORDS or mention.kind == "anaphor":
        return False
    return level(mention) > fineness or level(mention) in (CITY, DISTRICT)


def _frame(basis: str, mention: PlaceMention, *, binding: bool = False, held: bool = False) -> Frame:
    return Frame(basis, governorates_of(mention), countries_of(mention), mention, binding, held and binding)


def _widened(frame: Frame, mentions: Sequence[PlaceMention]) -> Frame:
    """«بين محافظتي صلاح الدين وديالى»: governorates joined by «و» speak for all of them together."""
    at = next(i for i, m in enumerate(mentions) if m is frame.mention)
    first, last = at, at + 1
    while first > 0 and mentions[first].conj:
        first -= 1
    while last < len(mentions) and mentions[last].conj:
        last += 1
    joined = [m for m in mentions[first:last] if level(m) == GOVERNORATE]
    if len(joined) < 2 or level(frame.mention) != GOVERNORATE:
        return frame
    codes = frozenset().union(*map(governorates_of, joined))
    return frame._replace(codes=codes, countries=frozenset().union(*map(countries_of, joined)))


def prevailing_countries(context: PlaceContext, before: int) -> frozenset[str]:
    """The countries of the mentions so far that have only one, the narrowest list that has any; else the outlet's."""
    near = nearby_countries(context, before)
    if near:
        return near
    article = [m for m in context.article if m.first < before]
    found = {c for m in (*context.title, *article) for c in _sure_country(m)}
    return frozenset(found or ({context.country} if context.country else ()))


def nearby_countries(context: PlaceContext, before: int) -> frozenset[str]:
    """The same, of the sentence, heading, paragraph or dateline only."""
    for mentions in (context.sentence, context.heading, context.paragraph, context.dateline):
        found = {c for m in mentions if m.first < before for c in _sure_country(m)}
        if found:
            return frozenset(found)
    return frozenset()


def _sure_country(mention: PlaceMention) -> frozenset[str]:
    countries = countries_of(mention)
    if mention.role in ("source", "speaker", "launch", "doubtful") or len(countries) != 1:
        return frozenset()
    return countries


def one_side(mention: PlaceMention, codes: frozenset[str]) -> frozenset[str]:
    """Of a city and its countryside the one that the generic noun means: quarters are the city's, villages not."""
    for city, around in COUNTRYSIDE.items():
        if codes == {city, around}:
            if mention.trigger in _IN_CITY:
                return frozenset({city})
            if mention.trigger in _OUTSIDE:
                return frozenset({around})
    return codes


def options(mention: PlaceMention) -> list[Candidate]:
    """The candidates that the generic noun allows: «مخيم X» the camp if one is known, «بلدة X» never a governorate."""
    noun = mention.trigger
    if noun in _EXACT:
        fitting = [c for c in mention.candidates if c.kind == noun]
        if not fitting and noun == "quarter":  # «حي البدو» is no village that happens to be called so
            return [c for c in mention.candidates if not c.common and c.kind not in _UNITS]
        fitting = fitting or [c for c in mention.candidates if c.kind not in _UNITS or noun not in _SETTLEMENTS]
        return fitting if noun != "district" else [c for c in fitting if c.country != SYRIA] or fitting
    if noun == "city":
        towns = [c for c in mention.candidates if c.kind not in _NO_CITIES]
        return towns or list(mention.candidates)
    if noun in _SETTLEMENTS:
        odd = _UNITS | _POINTS if noun in ("town", "village") else _UNITS
        return [c for c in mention.candidates if c.kind not in odd and c.weight < METROPOLIS]
    return list(mention.candidates)


def country_said(clause: Sequence[PlaceMention], context: PlaceContext) -> str | None:
    """The country in whose name the clause or sentence puts the place: «X في لبنان»."""
    for mentions in (clause, context.sentence):
        named = [m for m in mentions if m.kind == "country" and m.trigger == "in" and not m.role]
        held = [m for m in named if m.attached >= 0] or named
        countries = frozenset().union(*map(countries_of, held)) if held else frozenset()
        if len(countries) == 1:
            return next(iter(countries))
    return None


def _named_before(mention: PlaceMention, context: PlaceContext) -> list[PlaceMention]:
    before = [m for m in context.article if m.first < mention.first and m.role not in _OTHERS_WORDS]
    return [m for m in [*context.title, *before] if m.candidates and level(m) < COUNTRY]


def all_before(mention: PlaceMention, context: PlaceContext) -> frozenset[str]:
    """The one governorate of all that the article named before; none where it named several."""
    codes = map(governorates_of, _named_before(mention, context))
    single = frozenset().union(*(of for of in codes if len(of) == 1))
    return single if len(single) == 1 else frozenset()


def carried_codes(mention: PlaceMention, context: PlaceContext) -> frozenset[str]:
    """The one governorate of all that the article named before, or for a part of a city that of the last city."""
    agreed = all_before(mention, context)
    if agreed:
        return agreed
    named = _named_before(mention, context)
    if mention.trigger in _IN_CITY:
        for earlier in reversed(named):
            if level(earlier) in (CITY, GOVERNORATE):
                return one_side(mention, governorates_of(earlier))
    return joined_title(context)


def named_before(mention: PlaceMention, context: PlaceContext, codes: frozenset[str]) -> frozenset[str]:
    """Of the governorates that a name can lie in those that the article named before."""
    before = [m for m in context.article if m.first < mention.first]
    told: set[str] = set()
    for earlier in (*context.title, *before):
        own = governorates_of(earlier)
        if len(own) == 1 and earlier.role not in _OTHERS_WORDS and earlier.norm != mention.norm:
            told |= own
    return codes & told


def joined_title(context: PlaceContext) -> frozenset[str]:
    """The one governorate of all places in the title; none where it names several."""
    codes = [governorates_of(m) for m in context.title if m.role not in _OTHERS_WORDS and level(m) < COUNTRY]
    shared = frozenset.intersection(*codes) if codes else frozenset()
    return shared if len(shared) == 1 else frozenset()


def joint_codes(mentions: Iterable[PlaceMention]) -> frozenset[str]:
    """The governorates that all members of a list share, unknown names left out."""
    shared: frozenset[str] = frozenset()
    for mention in mentions:
        codes = frozenset(c.governorate for c in options(mention) if c.governorate)
        if codes:
            shared = shared & codes if shared else codes
    return shared
