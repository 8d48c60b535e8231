"""The record of one place name in a text, and the levels that order such names from a street to a country."""

from __future__ import annotations

from typing import NamedTuple

from extractors.gazetteer import UNITS, Candidate


class PlaceMention(NamedTuple):
    """One place name in a text.

    Tokens `first:last` are the name, `start:end` the mention with the words that belong to it (generic nouns, «قرب»,
    directions before; adjectives after). `name` is the article's spelling without clitics and generic noun, `norm` its
    normal form. `kind`: place, district, region, direction_part («ريف حلب الغربي», «الريف الشمالي»), governorate,
    country or anaphor («البلدة»). `trigger` is the class of the generic noun («in» of «في لبنان»). `conj`: joined to
    the mention before in a list; `plural`: of a list that a plural noun announced («بلدات A وB»). `attached`: `first`
    of the mention that this one holds («X بريف Y»: Y is attached to X), -1 if none. `role`: why it is probably not
    where people were hit: source, speaker, treat, home, launch, toward, distance; or doubtful: an ordinary word that
    could be a name. `exact`: spelt as the gazetteer has it. `kinds`: those of the candidates. `nation`:
    the country that an adjective after the name says («عرسال اللبنانية»). `building`: the class of the noun that names
    a building after a place that is known («جامع X»).
    """

    first: int
    last: int
    name: str
    norm: str
    kind: str
    candidates: tuple[Candidate, ...]
    trigger: str = ""
    near: bool = False
    of_direction: bool = False
    conj: bool = False
    known: bool = True
    role: str = ""
    attached: int = -1
    start: int = -1
    end: int = -1
    plural: bool = False
    exact: bool = True
    kinds: frozenset[str] = frozenset()
    nation: str = ""
    building: str = ""


PLACE, LANDMARK, CITY, DISTRICT, REGION, PART, GOVERNORATE, COUNTRY = 1.0, 1.5, 2.0, 3.0, 4.0, 4.5, 5.0, 6.0
_LEVELS = {
    "district": DISTRICT,
    "region": REGION,
    "direction_part": PART,
    "governorate": GOVERNORATE,
    "country": COUNTRY,
}
_NOWHERE = 9.0
LANDMARKS = frozenset(
    [
        "landmark",
        "mosque",
        "hospital",
        "street",
        "road",
        "square",
        "bridge",
        "river",
        "school",
        "market",
        "dam",
        "crossing",
        "valley",
    ]
)
_SETTLED = frozenset(
    [
        "town",
        "village",
        "city",
        "quarter",
        "camp",
        "front",
        "airport",
        "prison",
        "base",
        "lane",
        "hill",
        "field",
        "crossing",
        "dam",
    ]
)
_LARGER = {
    "governorate": "governorate", "country": "country", "region": "region", "direction": "region", "part": "region",
    "district": "district", "subdistrict": "district",
}  # fmt: skip
_HAVE_AREAS = frozenset({"city", "town", "district", "subdistrict", "governorate"})
_BARE = frozenset({"", "farmland", "junction"})  # nouns that do not make a name a governorate's
_TOWN = frozenset({"town"})
_UNITS = frozenset({"district", "subdistrict", "rural", "locality"})
CITY_STATES = frozenset({"PS"})  # where a bare governorate's name is its city


def level(mention: PlaceMention) -> float:
    """How fine a mention is: 1 a place, 1.5 a street or building, 2 a city, 3 a district, 4 a region, 5, 6."""
    if mention.kind != "place":
        return _LEVELS.get(mention.kind, _NOWHERE)
    if not mention.known:
        return LANDMARK if mention.trigger in LANDMARKS else PLACE
    kinds = mention.kinds
    if mention.trigger == "rural" or (mention.trigger == "area" and kinds & _HAVE_AREAS):
        return CITY if kinds == _TOWN else DISTRICT  # «منطقة الهري قرب مدينة البوكمال» is the town
    if kinds <= LANDMARKS or (mention.trigger in LANDMARKS and mention.trigger != "road"):
        return LANDMARK
    if mention.trigger == "city" or (not mention.trigger and kinds & {"city", "governorate"}):
        return CITY
    return PLACE


def _named_governorate(candidates: tuple[Candidate, ...], kinds: frozenset[str], trigger: str) -> bool:
    """Whether a governorate is meant; one with an ordinary name («صلاح الدين») less than a quarter of that name."""
    if "quarter" not in kinds or trigger in ("governorate", "rural"):
        return True
    return any(c.kind == "governorate" and not c.common for c in candidates)


def mention_kind(candidates: tuple[Candidate, ...], kinds: frozenset[str], trigger: str) -> str:
    """What a mention is, by its candidates and the noun before it; a governorate's bare name is the governorate."""
    if not candidates:
        return "district" if trigger in _UNITS else "place"
    if trigger in _SETTLED and not kinds <= {"country"}:
        return "place"
    if "country" in kinds and trigger != "governorate" and len({c.country for c in candidates if c.kind in UNITS}) == 1:
        return "country"  # «الكويت», «تونس»: the country rather than its capital
    if (
        "governorate" in kinds
        and trigger not in ("subdistrict", "district")
        and _named_governorate(candidates, kinds, trigger)
    ):
        city = trigger in _BARE and all(c.country in CITY_STATES for c in candidates if c.kind == "governorate")
        return "place" if city else "governorate"
    if "country" in kinds:
        return "country"
    if trigger in _UNITS:
        return "district"
    if not trigger and kinds & {"region", "part"}:
        return "region"  # «القلمون» is the mountains before it is the village
    larger = {_LARGER.get(kind, "place") for kind in kinds}
    return "place" if "place" in larger else min(larger)
