"""The district and subdistrict of an event's place, where the gazetteer vouches for them (codebook, «Place»)."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.gazetteer import SYRIA, UNIT_LENGTHS
from extractors.mentions import PlaceMention
from extractors.placing import Resolution

_DISTRICT = UNIT_LENGTHS["district"]
_EXACT, _NEAR, _REGION = 1, 2, 3  # precisions of the codebook
_UNIT_KINDS = frozenset(UNIT_LENGTHS)
_NAMED = frozenset(
    {"place", "district"}
)  # «ريف درعا الغربي» is a part of the governorate, not of the district so called
_NO_PLACES = frozenset({"part", "governorate", "region", "direction", "country"})


def find_units(resolution: Resolution) -> tuple[str | None, str | None]:
    """The P-codes of district and subdistrict, each None where it is not known.

    All places of a count must lie in one. What is only near a place may lie in the next subdistrict, and a region names
    no more than it says: a subdistrict only if it is one.
    """
    code, precision = resolution.governorate, resolution.precision
    if code is None or not code.startswith(SYRIA) or precision not in (_EXACT, _NEAR, _REGION):
        return None, None
    units = [unit for mention in resolution.used for unit in _units(mention, code)]
    if not units or "" in units:
        return None, None
    district = _only(unit[:_DISTRICT] for unit in units)
    exact = precision == _EXACT or all(m.kind == "district" and not (m.near or m.of_direction) for m in resolution.used)
    subdistrict = _only(units) if district and exact and precision != _NEAR else None
    return district, subdistrict if subdistrict and len(subdistrict) > _DISTRICT else None


def _units(mention: PlaceMention, governorate: str) -> list[str]:
    """What a mention's candidates are in: the places of its name there, or the units so called; "" where not known."""
    there = [c for c in mention.candidates if c.governorate == governorate and c.kind not in _NO_PLACES]
    places = [c for c in there if c.kind not in _UNIT_KINDS]
    units = [c for c in there if c.kind in _UNIT_KINDS] if mention.kind in _NAMED else []
    chosen = places if mention.kind == "place" and places else units
    return [candidate.unit for candidate in chosen] or [""]


def _only(units: Iterable[str]) -> str | None:
    distinct = set(units)
    return distinct.pop() if len(distinct) == 1 else None
