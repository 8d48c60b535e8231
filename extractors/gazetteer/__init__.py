"""The built-in gazetteer: what a name can be. Read once from the CSV files beside this module, checked on reading.

Files: countries; regions (larger than one governorate or named apart from them); admin1 (ISO 3166-2, in Syria OCHA
P-codes); admin2, admin3 (Syria's districts and subdistricts); places_sy (Syrian localities); places_abroad (quarters,
camps and front lines abroad); places_world (cities of the Arab countries and their neighbours, see build_world).
"""

from __future__ import annotations

import functools
import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.gazetteer.keys import bare_word, close_key, phrase_key
from extractors.gazetteer.rows import COLUMNS, FOLDER, GazetteerError, Row, read_rows
from extractors.normalize import normalize_word
from extractors.wordlists import read_lexicon

__all__ = ["FOLDER", "Candidate", "Gazetteer", "GazetteerError", "Named", "Row", "load_gazetteer", "read_rows"]

SYRIA = "SY"
LEARNT = "learnt"  # the source of places_local rows that articles taught
UNITS = frozenset({"country", "governorate"})
COUNTRY_WEIGHT, GOVERNORATE_WEIGHT, REGION_WEIGHT, PART_WEIGHT = 9, 8, 8, 7
# How prominent a kind of place is where nothing else decides between homonyms; a village is 2.
WEIGHTS = {
    "city": 6, "district": 5, "region": 5, "town": 4, "camp": 4, "airport": 4, "prison": 4, "crossing": 4, "dam": 4,
    "subdistrict": 4, "base": 3, "quarter": 3, "mountain": 3, "field": 3,
}  # fmt: skip
LEAST_WEIGHT = 2
UNIT_LENGTHS = {"district": 6, "subdistrict": 8}  # of P-codes: SY0702 and SY070203 in it


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a name can mean.

    `kind` is country, region, direction («شمال سوريا»), governorate, part (of a governorate), district, subdistrict or
    a kind of locality;
    `governorate` is None for countries and for regions of several (then `governorates` has them, where known);
    `weight` orders homonyms that nothing else decides, 2 a village to 9 a country; `common` names are ordinary words
    too, so that other places are likely to bear them. `unit` is the P-code of its subdistrict (8 characters) or else of
    its district (6), in Syria, where that is vouched for.
    """

    name: str
    kind: str
    country: str
    governorate: str | None = None
    parent: str | None = None
    place_id: str = ""
    weight: int = LEAST_WEIGHT
    governorates: tuple[str, ...] = ()
    common: bool = False
    unit: str = ""

    @property
    def is_learnt(self) -> bool:
        """Whether only articles say that there is such a place, and no list."""
        return self.place_id.startswith(f"{LEARNT}:")

    def as_common(self) -> Candidate:
        """The candidate under a name that is an ordinary word."""
        return Candidate(
            self.name, self.kind, self.country, self.governorate, self.parent, self.place_id, self.weight,
            self.governorates, True, self.unit,
        )  # fmt: skip


@dataclass(slots=True)
class Named:
    """All candidates of one key: `free` stand alone in a text, `bound` are ordinary words too and need a witness.

    `free_forms` and `bound_forms` are the normal forms that spell them exactly, `unit_forms` those of each country and
    governorate; other spellings share only the key.
    """

    free: list[Candidate] = field(default_factory=list)
    bound: list[Candidate] = field(default_factory=list)
    free_forms: set[str] = field(default_factory=set)
    bound_forms: set[str] = field(default_factory=set)
    unit_forms: dict[str, set[str]] = field(default_factory=dict)

    def add(self, candidate: Candidate, form: str, *, bound: bool) -> None:
        """Files a candidate under an exact form."""
        (self.bound_forms if bound else self.free_forms).add(form)
        place_id = candidate.place_id
        if candidate.kind in UNITS:
            self.unit_forms.setdefault(place_id, set()).add(form)
        if any(known.place_id == place_id for known in self.free):
            return
        others = [known for known in self.bound if known.place_id != place_id]
        if not bound:
            self.free.append(candidate)
            self.bound = others
        elif len(others) == len(self.bound):
            self.bound.append(candidate.as_common())

    def every(self, form: str | None = None, *, bound: bool = True) -> tuple[Candidate, ...]:
        """Free and bound candidates; of countries and governorates only those spelt exactly as the form."""
        candidates = (*self.free, *self.bound) if bound else tuple(self.free)
        if form is None or not self.unit_forms:
            return candidates
        return tuple(c for c in candidates if c.kind not in UNITS or form in self.unit_forms[c.place_id])


class Gazetteer:
    """Names by key; `version` is a hash of all rows.

    `starts` says whether a string begins any key, `prefixes` are the beginnings of names as written. `units` are the
    districts and subdistricts of Syria by P-code.
    """

    def __init__(self) -> None:
        self.names: dict[str, Named] = {}
        self.governorates: dict[str, Candidate] = {}
        self.units: dict[str, Candidate] = {}
        self._units_named: dict[str, list[Candidate]] = {}
        self.capitals: dict[str, str] = {}
        self.nationalities: dict[str, str] = {}
        self.first_words: set[str] = set()
        self.prefixes: set[str] = set()
        self.version = ""
        lexicon = read_lexicon("places")
        self._generic = frozenset(map(normalize_word, lexicon["world"]["generic"]))
        self._ordinary = frozenset(map(normalize_word, lexicon["ordinary"]["words"]))
        self._keys: list[str] = []
        self._noted: list[tuple[Candidate, str, bool]] = []

    def add(self, candidate: Candidate, names: Iterable[str], common: bool = False) -> None:
        """Notes a candidate under its names; `freeze` files them."""
        self._noted += [(candidate, name, common) for name in names]

    def add_unit(self, unit: Candidate) -> None:
        """Keeps a district or subdistrict under its P-code and name."""
        self.units[unit.unit] = unit
        self._units_named.setdefault(phrase_key(unit.name), []).append(unit)

    def units_so_called(self, name: str) -> list[Candidate]:
        """The districts and subdistricts of a name; a generic noun before it («مركز حماة») is left off."""
        head, _, rest = normalize_word(name).partition(" ")
        return self._units_named.get(phrase_key(rest if rest and head in self._generic else name), [])

    def freeze(self) -> Gazetteer:
        """Files all names, normalised in one go (a name at a time takes half the loading); returns itself."""
        forms = normalize_word("\n".join(name for _, name, _ in self._noted)).split("\n")
        for (candidate, _, common), form in zip(self._noted, forms, strict=True):
            self._file(candidate, form.split(), common)
        self._noted.clear()
        self._keys = sorted(self.names)
        return self

    def _file(self, candidate: Candidate, words: list[str], bound: bool) -> None:
        """Files a name; a generic noun before it is taken off, and the rest then needs one."""
        if len(words) > 1 and words[0] in self._generic:
            if candidate.kind == "region":
                return  # «بادية تدمر» is read as a noun and the town
            words = words[1:]
            bound = bound or len(words) == 1
        if not words:
            return
        bare = [bare_word(word) for word in words]
        key = close_key("".join(bare))
        named = self.names.get(key)
        if named is None:
            named = self.names[key] = Named()
        if len(words) == 1:
            named.add(candidate, words[0], bound=bound or words[0] in self._ordinary)
            return
        named.add(candidate, " ".join(words), bound=bound)
        self.first_words.add(bare[0])
        self.prefixes.update("".join(bare[:length]) for length in range(1, len(bare)))

    def starts(self, prefix: str) -> bool:
        """Whether any key begins with the string."""
        at = bisect_left(self._keys, prefix)
        return at < len(self._keys) and self._keys[at].startswith(prefix)

    def look_up(self, name: str) -> tuple[Candidate, ...]:
        """What a name as written can be, in whatever spelling."""
        named = self.names.get(phrase_key(name))
        return named.every() if named else ()


def _add_countries(gazetteer: Gazetteer) -> None:
    for row in read_rows("countries"):
        code = row["code"]
        gazetteer.capitals[code] = row["capital"]
        if row["nisba"]:
            gazetteer.nationalities[normalize_word(row["nisba"])] = code
        candidate = Candidate(row["name_ar"], "country", code, place_id=code, weight=COUNTRY_WEIGHT)
        gazetteer.add(candidate, row.names("name_ar"), row["common"] == "1")
        gazetteer.add(candidate, row.names("aliases"))


def _add_governorates(gazetteer: Gazetteer) -> None:
    for row in read_rows("admin1"):
        code, name, country = row["code"], row["name_ar"], row["country"]
        if code in gazetteer.governorates:
            raise row.error(f"the code {code} stands twice", "drop one of the rows")
        if country not in gazetteer.capitals:
            raise row.error(f"unknown country {country!r}", "add it to countries.csv")
        unit = Candidate(name, "governorate", country, code, place_id=code, weight=GOVERNORATE_WEIGHT)
        gazetteer.governorates[code] = unit
        gazetteer.add(unit, row.names("name_ar", "aliases"), row["common"] == "1")
        for part in row.names("parts"):
            gazetteer.add(Candidate(part, "part", country, code, name, f"{code}:part:{part}", PART_WEIGHT), [part])


def _add_regions(gazetteer: Gazetteer) -> None:
    for row in read_rows("regions"):
        codes = tuple(row.names("governorates"))
        for code in codes:
            _check_code(gazetteer, row, code)
        one = codes[0] if len(codes) == 1 else None
        place_id = f"region:{row['name']}"
        region = Candidate(row["name"], row["kind"], row["country"], one, None, place_id, REGION_WEIGHT, codes)
        gazetteer.add(region, row.names("name", "aliases"))


def _add_units(gazetteer: Gazetteer, file: str, kind: str) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in read_rows(file):
        _check_code(gazetteer, row, row["governorate"])
        _check_once(seen, row, (row["name_ar"], row["governorate"]))
        code, pcode = row["governorate"], row["pcode"]
        place_id = pcode or f"{code}:{kind}:{row['name_ar']}"
        unit = Candidate(
            row["name_ar"], kind, SYRIA, code, row["parent"] or None, place_id, WEIGHTS[kind], unit=pcode
        )  # fmt: skip
        if pcode and (len(pcode) != UNIT_LENGTHS[kind] or not pcode.startswith(code) or pcode in gazetteer.units):
            raise row.error(f"the P-code {pcode} stands twice or is none of {code}", "write the official one")
        gazetteer.add_unit(unit)
        gazetteer.add(unit, row.names("name_ar", "aliases"), common=True)


def _add_syria(gazetteer: Gazetteer) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in read_rows("places_sy"):
        code, kind, parent = row["governorate"], row["kind"], row["parent"]
        _check_code(gazetteer, row, code)
        _check_once(seen, row, (row["name"], code, parent, kind))
        unit = row["unit"]
        if unit and not (unit in gazetteer.units and unit.startswith(code)):
            raise row.error(f"no unit {unit!r} in {code}", "use a P-code of admin2.csv or admin3.csv")
        place_id, weight = ":".join((code, kind, row["name"], parent)), WEIGHTS.get(kind, LEAST_WEIGHT)
        place = Candidate(row["name"], kind, SYRIA, code, parent or None, place_id, weight, unit=unit)
        gazetteer.add(place, row.names("name", "aliases"), row["common"] == "1")


def _add_abroad(gazetteer: Gazetteer) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in read_rows("places_abroad"):
        code, kind, parent = row["governorate"], row["kind"], row["parent"]
        _check_code(gazetteer, row, code)
        _check_once(seen, row, (row["name"], code, parent, kind))
        place_id = ":".join((code, kind, row["name"]))
        weight = WEIGHTS.get(kind, LEAST_WEIGHT)
        place = Candidate(row["name"], kind, row["country"], code, parent or None, place_id, weight)
        gazetteer.add(place, row.names("name", "aliases"), row["common"] == "1")


def _add_world(gazetteer: Gazetteer) -> None:
    for row in read_rows("places_world"):
        code = row["governorate"] or None
        if code is not None:
            _check_code(gazetteer, row, code)
        place_id, weight = f"geonames:{row['geonames_id']}", int(row["weight"])
        place = Candidate(row["name"], row["kind"], row["country"], code, None, place_id, weight)
        gazetteer.add(place, row.names("name", "aliases"), row["common"] == "1")


def _check_code(gazetteer: Gazetteer, row: Row, code: str) -> None:
    if code not in gazetteer.governorates:
        raise row.error(f"unknown governorate {code!r}", "use a code of admin1.csv")


def _check_once(seen: dict[tuple[str, ...], int], row: Row, identity: tuple[str, ...]) -> None:
    if seen.setdefault(identity, row.line) != row.line:
        raise row.error(f"repeats line {seen[identity]}", "drop one of the two")


def _add_local(gazetteer: Gazetteer, row: Row) -> None:
    """A row of a user's own: official lists name every hamlet, so that a name of one word needs a witness."""
    code, kind, source = row["governorate"] or None, row["kind"], row["source"]
    if code is not None:
        _check_code(gazetteer, row, code)
    place_id, weight = f"{source}:{row['place_id']}", WEIGHTS.get(kind, LEAST_WEIGHT)
    unit = _unit_of(gazetteer, row) if row["country"] == SYRIA else ""
    place = Candidate(row["name"], kind, row["country"], code, row["parent"] or None, place_id, weight, unit=unit)
    for name in row.names("name", "aliases"):
        gazetteer.add(place, [name], common=" " not in name)


def _unit_of(gazetteer: Gazetteer, row: Row) -> str:
    """The unit that a list names as a place's parent, the smaller first; or the unit that the row itself is."""
    if row["place_id"] in gazetteer.units:
        return row["place_id"]
    named = [unit for unit in gazetteer.units_so_called(row["parent"]) if unit.governorate == row["governorate"]]
    return max((unit.unit for unit in named), key=len, default="")


def build_gazetteer(local: Iterable[Row] = ()) -> Gazetteer:
    """The built-in gazetteer and the rows of a user's own (table places_local) beside it."""
    gazetteer = Gazetteer()
    _add_countries(gazetteer)
    _add_governorates(gazetteer)
    _add_regions(gazetteer)
    _add_units(gazetteer, "admin2", "district")
    _add_units(gazetteer, "admin3", "subdistrict")
    _add_syria(gazetteer)
    _add_abroad(gazetteer)
    _add_world(gazetteer)
    digest = hashlib.blake2b(digest_size=6)
    for table in sorted(set(COLUMNS) - {"places_local"}):
        digest.update((FOLDER / f"{table}.csv").read_bytes())
    for row in local:
        _add_local(gazetteer, row)
        digest.update(repr(row.cells).encode())
    gazetteer.version = digest.hexdigest()
    return gazetteer.freeze()


@functools.cache
def load_gazetteer() -> Gazetteer:
    """The built-in gazetteer, read once a process; raises GazetteerError if a file cannot be used."""
    return build_gazetteer()
