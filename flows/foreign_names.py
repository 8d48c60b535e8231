"""What other data sets call countries, governorates and places, as our codes and our names; data in names.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from extractors.gazetteer.keys import phrase_key
from extractors.gazetteer.rows import read_rows
from flows.column_maps import FOLDER
from warehouse.boundaries import Ring, read_shapes

_LATIN = re.compile("[a-z]")
_ARABIC = re.compile("[\u0621-\u064a]")


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8"))


def _bare(name: str) -> str:
    """A Latin name in lower case without accents, hyphens and words like «governorate»."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = " " + " ".join(re.findall(r"[^\W_]+", re.sub("['’ʿʾ`]", "", plain))) + " "
    for generic in _names()["generic"]:
        words = words.replace(f" {generic} ", " ")
    return words.strip()


@cache
def _countries() -> dict[str, str]:
    """Country codes by bare name and by Arabic key."""
    known: dict[str, str] = {}
    for row in read_rows("countries"):
        known[row["code"].casefold()] = row["code"]
        known |= {phrase_key(name): row["code"] for name in row.names("name_ar", "aliases")}
    for code, names in _names()["country"].items():
        known |= {_bare(name): code for name in names}
    return known


@lru_cache(maxsize=10_000)
def find_country(name: str) -> str | None:
    """The ISO code of a country by its code or name, None if it is not known."""
    known = _countries()
    return known.get(_bare(name)) or known.get(phrase_key(name))


@cache
def _governorates() -> dict[str, dict[str, str | None]]:
    """For each country, and for all under «», the code by name; None where several governorates bear it."""
    known: dict[str, dict[str, str | None]] = defaultdict(dict)
    further = _names()["governorate"]
    for row in read_rows("admin1"):
        names = {_bare(name) for name in (row["code"], row["iso"], row["name_en"], *further.get(row["code"], ()))}
        names |= {phrase_key(name) for name in row.names("name_ar", "aliases")}
        for name in filter(None, names):
            for country in (row["country"], ""):
                known[country][name] = row["code"] if known[country].get(name, row["code"]) == row["code"] else None
    return dict(known)


@lru_cache(maxsize=10_000)
def find_governorate(name: str, country: str | None) -> str | None:
    """The code of a governorate by its code or name, None if it is not known or several bear it."""
    known = _governorates().get(country or "", {})
    words = [word for word in name.split() if phrase_key(word) not in _generic_words()]
    return known.get(_bare(name)) or known.get(phrase_key(" ".join(words))) or known.get(phrase_key(name))


@cache
def _generic_words() -> frozenset[str]:
    return frozenset(map(phrase_key, _names()["generic_arabic"]))


@cache
def country_of(governorate: str) -> str | None:
    """The country of a governorate's code."""
    return next((row["country"] for row in read_rows("admin1") if row["code"] == governorate), None)


@lru_cache(maxsize=100_000)
def governorate_at(latitude: float, longitude: float, country: str | None) -> str | None:
    """The governorate whose shape holds a point; None outside the countries that have shapes."""
    for code, shapes in read_shapes().items():
        if country in (None, code):
            for shape in shapes:
                if any(_holds(polygon, longitude, latitude) for polygon in shape.polygons):
                    return shape.codes[0] if len(shape.codes) == 1 else None
    return None


def _holds(polygon: list[Ring], x: float, y: float) -> bool:
    return _crosses(polygon[0], x, y) and not any(_crosses(hole, x, y) for hole in polygon[1:])


def _crosses(ring: Ring, x: float, y: float) -> bool:
    """Whether a ray from the point crosses the ring an odd number of times."""
    inside, (ax, ay) = False, ring[-1]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        ax, ay = bx, by
    return inside


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters alone, so that only its sound can be compared with ours."""
    return bool(_LATIN.search(name.casefold())) and not _ARABIC.search(name)


class Sounds:
    """Our places by the consonants of their names, to find what a Latin spelling means."""

    def __init__(self, places: Iterable[tuple[str | None, str, str]]) -> None:
        """`places` are governorate, name as written and normal form."""
        self._known: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        for governorate, name, key in places:
            for sound in arabic_sounds(name):
                self._known[(governorate, sound)].add(key)

    def find(self, name: str, governorate: str | None) -> tuple[str, ...]:
        """The normal forms of our places in the governorate that sound like this; none for what sounds like little."""
        sound = latin_sound(name)
        return tuple(sorted(self._known.get((governorate, sound), ()))) if len(sound) > 1 else ()


@lru_cache(maxsize=100_000)
def arabic_sounds(name: str) -> frozenset[str]:
    """The consonants of an Arabic name, with and without the t of a feminine word before another."""
    table = _names()["sound"]
    article, feminine, letters = table["article"], table["feminine"], table["arabic"]
    words = name.split()
    sounds = {""}
    for at, written in enumerate(words):
        word = written.removeprefix(article) if len(written) > len(article) + 2 else written
        bare = "".join(letters.get(letter, "") for letter in _once(word)).removesuffix("h")
        ends = {"", "t"} if word.endswith(feminine) and at + 1 < len(words) else {""}
        sounds = {sound + bare + end for sound in sounds for end in ends}
    return frozenset(sounds)


@lru_cache(maxsize=100_000)
def latin_sound(name: str) -> str:
    """The consonants of a name in Latin letters, without its articles and words like «town»."""
    table = _names()["sound"]
    skipped = {*table["latin_articles"], *table["latin_generic"]}
    sound = ""
    for word in _bare(name).split():
        if word in skipped:
            continue
        for theirs, ours in table["latin"].items():
            word = word.replace(theirs, ours)
        sound += re.sub("[aeiouyw]", "", _once(word)).removesuffix("h")
    return sound


def _once(letters: str) -> str:
    """The letters with doubled ones written once."""
    return re.sub(r"(.)\1+", r"\1", letters)
