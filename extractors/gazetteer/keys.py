"""Keys under which spellings of one place name meet: كفر نبل and كفرنبل, معرة حرمة and معرتحرمة, الزهرا and الزهراء.

A key is made of a name's normal forms (extractors.normalize): the article of every word and all spaces dropped, a final
hamza dropped, ظ/ض and a final ا/ه made one, and the forms of «معرة» before a second part made one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from extractors.normalize import normalize_word

ARTICLE = "\u0627\u0644"  # al
_HAMZA = "\u0621"
_ZAH, _DAD = "\u0638", "\u0636"
_ALEF, _HEH, _TEH = "\u0627", "\u0647", "\u062a"
_MAARRA = "\u0645\u0639\u0631"  # m-`-r, the stem of Maarrat
_SHORTEST_DEFINITE = 4
_MAARRA_LONGEST_BARE = 5


@lru_cache(maxsize=65_536)
def bare_word(norm: str) -> str:
    """A word's normal form without its article and final hamza, with ظ written ض."""
    if norm.startswith(ARTICLE) and len(norm) >= _SHORTEST_DEFINITE:
        norm = norm[2:]
    if norm.endswith(_HAMZA):
        norm = norm[:-1]
    return norm.replace(_ZAH, _DAD)


def close_key(joined: str) -> str:
    """The key of bare words joined without spaces: «معرة» and the last letter made one spelling."""
    if joined.startswith(_MAARRA) and len(joined) > _MAARRA_LONGEST_BARE and joined[3] in (_HEH, _TEH):
        joined = joined[:3] + joined[4:]
    if joined.endswith(_ALEF):
        joined = joined[:-1] + _HEH
    return joined


def name_key(norms: Iterable[str]) -> str:
    """The key of a name given as normal forms of its words."""
    return close_key("".join(map(bare_word, norms)))


def phrase_key(name: str) -> str:
    """The key of a name as written."""
    return name_key(filter(None, map(normalize_word, name.split())))
