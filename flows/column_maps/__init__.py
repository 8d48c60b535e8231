"""Maps from another data set's columns to our fields: those that are shipped, and a person's own small TOML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flows.errors import UserError
from flows.settings import line_of, read_toml
from warehouse.compare_rows import PEOPLE, Rule

FOLDER = Path(__file__).parent
SHIPPED = ("ucdp_ged", "acled", "hxl", "list")
"""The maps that are shipped, in the order in which a file is tried on them."""

FIELDS = (
    "id", "date", "date_end", "year", "month", "date_precision", "place", "governorate", "country", "latitude",
    "longitude", "place_precision", "killed", "killed_low", "killed_high", "injured", "civilians", "actor", "weapon",
    "source",
)  # fmt: skip
"""What a row of another data set can tell."""

HEADERS = ("names", "hxl")
DATE_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%d %B %Y", "%Y/%m/%d")
"""Ways of writing a day that can be read in one way only."""

_KEYS = ("title", "header", "recognise", "date_format", "rule", "columns", "constants", "values")
_TABLES = ("rule", "columns", "constants", "values")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How one data set is read: columns (alternatives, the first that is there) and constants by field.

    `values` turn what a field has into what we write, `date_formats` are those of strptime, `header` says whether the
    columns are named by their headings or by HXL hashtags. `where` and `lines` say where each field was set.
    """

    name: str
    title: str
    where: str
    rule: Rule
    columns: dict[str, tuple[str, ...]]
    header: str = "names"
    recognise: tuple[str, ...] = ()
    date_formats: tuple[str, ...] = DATE_FORMATS
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def find(self, header: Sequence[str]) -> dict[str, int]:
        """The position of each field's column among these headings; fields that none of them fits are left out."""
        fits = _tag_fits if self.header == "hxl" else _name_fits
        found: dict[str, tuple[int, str]] = {}
        for name, wanted in self.columns.items():
            met = ((at, one) for one in wanted for at, told in enumerate(header) if fits(one, told))
            if first := next(met, None):
                found[name] = first
        # A column is one field's: #date+year is the year and no #date, #affected+killed+min the bound and no best.
        closest: dict[int, str] = {}
        for name, (at, one) in found.items():
            if at not in closest or one.count("+") > found[closest[at]][1].count("+"):
                closest[at] = name
        return {name: at for at, name in closest.items()}

    def knows(self, header: Sequence[str]) -> bool:
        """Whether a file with these headings is of this kind."""
        if self.header == "hxl" and not any(told.startswith("#") for told in header):
            return False
        named = all(any(_name_fits(one, told) for told in header) for one in self.recognise)
        return named and not self.missing(self.find(header))

    def missing(self, found: Mapping[str, int]) -> list[str]:
        """The fields that cannot be done without and have neither column nor constant."""
        held = found.keys() | self.constants.keys()
        lacking = [] if "date" in held or {"year", "month"} <= held else ["date"]
        return lacking if held & {"killed", "killed_low"} else [*lacking, "killed"]


def load_map(name: str) -> ColumnMap:
    """The shipped map of that name, else the TOML file; raises UserError naming file, line and remedy."""
    return shipped_map(name) if name in SHIPPED else read_map(Path(name))


@cache
def shipped_map(name: str) -> ColumnMap:
    """One of the maps that are shipped."""
    return read_map(FOLDER / f"{name}.toml")


def read_map(path: Path) -> ColumnMap:
    """A map from its file; raises UserError naming file, line and remedy for what does not fit."""
    if not path.exists():
        raise UserError(f"--map {path}: is neither a file nor one of the maps {', '.join(SHIPPED)}")
    text, table = read_toml(path)
    for key in table:
        if key not in _KEYS:
            raise UserError(f"{path}:{line_of(text, key)}: there is no key {key!r}; the keys are {', '.join(_KEYS)}")
    reader = _Reader(path, text)
    for key in _TABLES:
        reader.check(isinstance(table.get(key, {}), dict), key, f"must be a table; write [{key}] above its lines")
    columns = {name: reader.texts(name, value) for name, value in table.get("columns", {}).items()}
    constants = {name: str(value) for name, value in table.get("constants", {}).items()}
    values = {name: reader.values(name, told) for name, told in table.get("values", {}).items()}
    for name in (*columns, *constants, *values):
        reader.check(name in FIELDS, name, f"is no field; the fields are {', '.join(FIELDS)}")
    header = table.get("header", "names")
    reader.check(header in HEADERS, "header", f"must be one of {', '.join(HEADERS)}")
    made = ColumnMap(
        name=path.stem if path.parent == FOLDER else str(path),
        title=str(table.get("title", path.stem)),
        where=path.name if path.parent == FOLDER else str(path),
        rule=reader.rule(table.get("rule", {})),
        columns=columns,
        header=header,
        recognise=reader.texts("recognise", table.get("recognise", [])),
        date_formats=reader.texts("date_format", table.get("date_format", list(DATE_FORMATS))),
        constants=constants,
        values=values,
        lines={name: line_of(text, name) for name in columns},
    )
    named = dict.fromkeys(columns, 0)
    reader.check(not (lacking := made.missing(named)), "columns", f"lack {' and '.join(lacking)}; name their columns")
    return made


class _Reader:
    """Checks the values of one file."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text

    def check(self, fits: bool, key: str, what: str) -> None:
        """Refuse what does not fit, with the line that it stands on."""
        if not fits:
            raise UserError(f"{self.path}:{line_of(self.text, key)}: {key} {what}")

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        """A text, or a list of texts."""
        told = [value] if isinstance(value, str) else value
        fits = isinstance(told, list) and all(isinstance(one, str) for one in told)
        self.check(fits, key, "must be a text in quotes or a list of such texts")
        return tuple(told)

    def values(self, key: str, value: Any) -> dict[str, str]:
        """A table from their values to ours, theirs without regard to case."""
        fits = isinstance(value, dict) and all(isinstance(ours, str) for ours in value.values())
        self.check(fits, key, 'must be a table of lines like "their value" = "our value"')
        return {theirs.strip().casefold(): ours for theirs, ours in value.items()}

    def rule(self, table: dict[str, Any]) -> Rule:
        """The rule by which rows of either side are taken."""
        for key in table:
            self.check(key in Rule.__dataclass_fields__, key, "is no part of [rule]: people, least_killed, words")
        people, least = table.get("people", "all"), table.get("least_killed", 1)
        self.check(people in PEOPLE, "people", f"must be one of {', '.join(PEOPLE)}")
        fits = isinstance(least, int) and not isinstance(least, bool) and least >= 0
        self.check(fits, "least_killed", "must be a whole number from 0 on")
        return Rule(people=people, least_killed=least, words=str(table.get("words", "")))


def _name_fits(wanted: str, told: str) -> bool:
    return _bare(wanted) == _bare(told)


def _bare(name: str) -> str:
    """A heading without regard to case, and to spaces, underscores and hyphens between its words."""
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())


def _tag_fits(wanted: str, told: str) -> bool:
    """Whether a column's hashtag is the wanted one, with at least its attributes."""
    tag, *attributes = "".join(told.casefold().split()).split("+")
    want, *needed = wanted.split("+")
    return tag == want and set(needed) <= set(attributes)
