"""Which place a name means, as far as two texts are compared by it: «عين العرب» and «كوباني» are one.

The gazetteer decides where the governorate has one place only of that name; else a name is as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.gazetteer import Gazetteer
from extractors.scoring import bare_place, fold_place

_NO_PLACES = frozenset({"country", "governorate", "direction"})
_CALLED_AFTER = frozenset({"district", "subdistrict", "part"})


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """The normal form of a place's main name, and its key in the gazetteer's lists, where one row there is meant."""

    key: str
    place_id: str | None = None


def find_place_key(gazetteer: Gazetteer, name: str, country: str | None, governorate: str | None) -> PlaceKey:
    """What a name as written stands for in a governorate; with the governorate open, in its country.

    A place goes before the unit or the part of a governorate that is called after it. Where places of several main
    names may be meant, and where the gazetteer knows none, it is the name's own normal form. What only articles say
    that there is has no place_id, nor has a name that two places of the governorate bear.
    """
    found = [
        one
        for one in gazetteer.look_up(name) or gazetteer.look_up(bare_place(name))
        if one.kind not in _NO_PLACES and one.country == country and governorate in (None, one.governorate)
    ]
    found = [one for one in found if one.kind not in _CALLED_AFTER] or found
    keys = {fold_place(one.name) for one in found}
    if len(keys) != 1:
        return PlaceKey(fold_place(name))
    listed = {one.place_id for one in found if not one.is_learnt}
    return PlaceKey(keys.pop(), listed.pop() if governorate and len(listed) == 1 else None)
