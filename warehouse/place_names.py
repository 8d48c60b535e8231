"""Whether two names of places are one: the same key, another spelling of it, or one with a word more.

Names that the gazetteer knows come with the key of their place; what spelling alone can tell is for the others.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

_NUMBER = re.compile(r"\d+")
_SHORTEST = 5
"""Letters from which a name may have a word more: shorter ones are parts of many."""
_SHORTEST_MISSPELT = 6


def share_place(
    names: AbstractSet[str], place_id: str | None, other_names: AbstractSet[str], other_id: str | None
) -> bool:
    """Whether a place is named by both; two that a list has as two are never one name misspelt."""
    if not names.isdisjoint(other_names):
        return True
    if place_id and other_id:
        return place_id == other_id
    return any(is_spelling_of(one, other) for one in names for other in other_names)


@lru_cache(maxsize=100_000)
def is_spelling_of(one: str, other: str) -> bool:
    """Whether two normal forms are one name: the same but for spaces, one letter apart in a long name, or one with a
    word more.

    A number is no spelling: the bases «M4» and «M5» are two.
    """
    if _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    if min(len(one), len(other)) < _SHORTEST:
        return False
    short, long = sorted((one.split(), other.split()), key=len)
    if len(short) < len(long) and len(short) < 2:
        return False
    apart = [(a, b) for a, b in zip(short, long, strict=False) if a != b]
    if not apart:
        return True
    return len(apart) == 1 and min(len(one), len(other)) >= _SHORTEST_MISSPELT and _one_letter_apart(*apart[0])


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + 1 :] == long[at + 1 :] if len(short) == len(long) else short[at:] == long[at + 1 :]
