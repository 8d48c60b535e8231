"""The built-in gazetteer: what a name can be. Read once from the CSV files beside this module, validated on reading.

Files: countries, regions (parts of several governorates), admin1 (ISO 3166-2; Syria: OCHA P-codes), admin2 and admin3
(Syria), places_sy (Syrian localities), places_abroad (quarters, camps and front lines abroad), places_world (cities of
the Arab countries and their neighbours). `load_gazetteer` joins further rows (a user's own, learnt places) to them.
"""

from __future__ import annotations

import csv
import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractors.gazetteer.keys import bare_word, name_key, phrase_key
from extractors.normalize import normalize_phrase

FOLDER = Path(__file__).parent
SYRIA = "SY"


class GazetteerError(ValueError):
    """A gazetteer file that cannot be used; says file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a name can mean; `governorate` is None for countries and for regions of several governorates.

    `kind` is the gazetteer's (country, region, governorate, part, district, subdistrict, city, town, village, …),
    `weight` orders homonyms that nothing else decides (0 unknown to 9 a capital).
    """

    name: str
    kind: str
    country: str
    governorate: str | None
    parent: str | None = None
    place_id: str = ""
    weight: int = 1
    governorates: tuple[str, ...] = ()


@dataclass(slots=True)
class Named:
    """All candidates of one key, the exact normal forms that spell it, and whether it is an ordinary word too."""

    candidates: list[Candidate] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    common: bool = False


class Gazetteer:
    """Names by key, with a sorted list of keys to ask whether a string starts any name."""

    def __init__(self) -> None:
        self.names: dict[str, Named] = {}
        self.governorates: dict[str, Candidate] = {}
        self.capitals: dict[str, str] = {}
        self.first_words: set[str] = set()
        self._keys: list[str] = []

    def add(self, candidate: Candidate, names: Iterable[str], common: bool = False) -> None:
        """Files a candidate under each of the names; call `freeze` before asking `starts`."""
        for name in _spoken(names):
            words = normalize_phrase(name).split()
            key = name_key(words)
            named = self.names.get(key)
            if named is None:
                named = self.names[key] = Named()
            if all(known.place_id != candidate.place_id for known in named.candidates):
                named.candidates.append(candidate)
            named.forms.add(" ".join(words))
            self.first_words.add(bare_word(words[0]))
            named.common = named.common or common

    def freeze(self) -> None:
        """Sorts the keys."""
        self._keys = sorted(self.names)

    def starts(self, prefix: str) -> bool:
        """Whether any key begins with the string."""
        at = bisect_left(self._keys, prefix)
        return at < len(self._keys) and self._keys[at].startswith(prefix)

    def look_up(self, name: str) -> Named | None:
        """What a name as written can be, whatever its spelling."""
        return self.names.get(phrase_key(name))


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a gazetteer file with their line numbers; raises GazetteerError where a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise GazetteerError(
                f"{path.name}, line 1: no column {missing[0]!r}; the header must be {','.join(columns)}"
            )
        for row in reader:
            if None in row or None in row.values():
                raise GazetteerError(
                    f"{path.name}, line {reader.line_num}: the row has not {len(columns)} fields; quote commas"
                )
            yield reader.line_num, {column: row[column].strip() for column in row}


def split_names(cell: str) -> list[str]:
    """The names of a cell, separated by «|»."""
    return [name.strip() for name in cell.split("|") if name.strip()]


# In names: city, quarter, town, village of …; the lexicon of places.toml reads them apart from the name.
_GENERIC = frozenset(
    {"\u0645\u062f\u064a\u0646\u0647", "\u062d\u064a", "\u0628\u0644\u062f\u0647", "\u0642\u0631\u064a\u0647"}
)


def _spoken(names: Iterable[str]) -> Iterator[str]:
    """The names without those that only put a generic noun before a name."""
    for at, name in enumerate(names):
        if at == 0 or normalize_phrase(name).split()[0] not in _GENERIC:
            yield name


def _add_countries(gazetteer: Gazetteer) -> None:
    for _, row in read_rows(FOLDER / "countries.csv", ("code", "name_ar", "aliases", "nisba", "capital", "common")):
        gazetteer.capitals[row["code"]] = row["capital"]
        candidate = Candidate(row["name_ar"], "country", row["code"], None, place_id=row["code"], weight=9)
        gazetteer.add(candidate, [row["name_ar"], *split_names(row["aliases"])], row["common"] == "1")


def _add_regions(gazetteer: Gazetteer) -> None:
    for line, row in read_rows(FOLDER / "regions.csv", ("name", "country", "governorates", "aliases")):
        codes = tuple(split_names(row["governorates"]))
        one = codes[0] if len(codes) == 1 else None
        candidate = Candidate(
            row["name"], "region", row["country"], one, place_id=f"region:{line}", weight=8, governorates=codes
        )
        gazetteer.add(candidate, [row["name"], *split_names(row["aliases"])])


def _add_governorates(gazetteer: Gazetteer) -> None:
    columns = ("code", "country", "iso", "geonames", "name_ar", "name_en", "aliases", "parts")
    for line, row in read_rows(FOLDER / "admin1.csv", columns):
        code, country = row["code"], row["country"]
        if code in gazetteer.governorates:
            raise GazetteerError(f"admin1.csv, line {line}: the code {code} stands twice; drop one row")
        candidate = Candidate(row["name_ar"], "governorate", country, code, place_id=code, weight=9)
        gazetteer.governorates[code] = candidate
        gazetteer.add(candidate, [row["name_ar"], *split_names(row["aliases"])])
        for part in split_names(row["parts"]):
            gazetteer.add(Candidate(part, "part", country, code, row["name_ar"], f"{code}:{part}", 7), [part])


WEIGHTS = {
    "city": 6,
    "town": 4,
    "camp": 4,
    "airport": 4,
    "prison": 4,
    "crossing": 4,
    "dam": 4,
    "base": 3,
    "subdistrict": 4,
    "district": 5,
    "quarter": 3,
    "region": 5,
}


def _add_syria(gazetteer: Gazetteer) -> None:
    path = FOLDER / "places_sy.csv"
    if not path.exists():
        return
    for line, row in read_rows(path, ("name", "governorate", "parent", "kind", "aliases")):
        code = row["governorate"]
        if code not in gazetteer.governorates:
            raise GazetteerError(f"{path.name}, line {line}: unknown governorate {code!r}; use SY01 to SY14")
        place_id = f"{code}:{row['kind']}:{row['name']}:{row['parent']}"
        weight = WEIGHTS.get(row["kind"], 2)
        candidate = Candidate(row["name"], row["kind"], SYRIA, code, row["parent"] or None, place_id, weight)
        gazetteer.add(candidate, [row["name"], *split_names(row["aliases"])], row.get("common") == "1")


@functools.cache
def load_gazetteer() -> Gazetteer:
    """The built-in gazetteer, read and checked once a process."""
    gazetteer = Gazetteer()
    _add_countries(gazetteer)
    _add_regions(gazetteer)
    _add_governorates(gazetteer)
    _add_syria(gazetteer)
    gazetteer.freeze()
    return gazetteer
