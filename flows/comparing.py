"""Another data set's file against the published warehouse: read by a map, placed, compared."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.column_maps import ColumnMap
from flows.documents import Problem
from flows.errors import UserError
from flows.files import write_out
from flows.foreign import choose_map, open_table
from flows.foreign_names import Sounds, find_country
from flows.foreign_rows import Reader
from flows.sheets import shield
from warehouse.compare_rows import Theirs

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.compare import Comparison, Scope


@dataclass(frozen=True, slots=True)
class Wish:
    """What of both sides a person wants compared; None leaves it to the file."""

    map_name: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    country: str | None = None


@dataclass(slots=True)
class Compared:
    """The comparison with what is needed to read it: the map, the scope, lines refused, and names without a code."""

    by: ColumnMap
    scope: Scope
    comparison: Comparison
    problems: list[Problem]
    unknown: Counter[str]


def compare_file(path: Path, settings: Settings, wish: Wish) -> Compared:
    """Compare a file with the published warehouse; raises UserError, or a WarehouseError where there is none."""
    from flows.gazetteer_active import activate_published
    from warehouse.compare import Scope, compare, read_places
    from warehouse.connection import open_reader

    country = _country(wish.country)
    table = open_table(path)
    by = choose_map(table, wish.map_name)
    activate_published(settings)
    con = open_reader(settings.warehouse_path)
    try:
        reader = Reader(by, by.find(table.header(by)), country)
        told = list(reader.read(table))
        problems = [one for one in told if isinstance(one, Problem)]
        rows = _unique(one for one in told if isinstance(one, Theirs))
        if country:
            rows = [row for row in rows if row.country in (None, country)]
        countries = sorted({row.country for row in rows if row.country} | ({country} if country else set()))
        first, last = _window(path, rows, wish, problems)
        if not countries:
            raise UserError(f"{path}: no row says its country; give it with --country SY, or as a constant in the map")
        sounds = Sounds(read_places(con, countries, first, last))
        scope = Scope(tuple(countries), first, last, by.rule)
        compared = compare(con, [reader.named(row, sounds) for row in rows], scope, settings.linking)
    finally:
        con.close()
    return Compared(by, scope, compared, problems, reader.unknown)


def _country(name: str | None) -> str | None:
    found = find_country(name) if name else None
    if name and found is None:
        raise UserError(f"--country {name}: is no country that is known; write its code of two letters, like SY")
    return found


def _unique(rows: Iterable[Theirs]) -> list[Theirs]:
    """The rows, an id that stands twice told apart by its line."""
    seen: set[str] = set()
    unique = []
    for row in rows:
        one = replace(row, row_id=f"{row.row_id} (line {row.line})") if row.row_id in seen else row
        seen.add(one.row_id)
        unique.append(one)
    return unique


def _window(path: Path, rows: list[Theirs], wish: Wish, problems: list[Problem]) -> tuple[dt.date, dt.date]:
    """The days that are compared: those asked for, else the whole months in which the rows lie."""
    starts = [row.start for row in rows if row.start]
    ends = [row.end for row in rows if row.end]
    if not starts and not (wish.start and wish.end):
        refused = f" ({problems[0]})" if problems else ""
        raise UserError(f"{path}: no row has a day that can be read{refused}; mend the dates, or map another column")
    first = wish.start or min(starts).replace(day=1)
    latest = max(ends) if ends else first
    last = wish.end or latest.replace(day=calendar.monthrange(latest.year, latest.month)[1])
    if last < first:
        raise UserError(f"--end {last} lies before --start {first}; give the earlier day as --start")
    return first, last


TABLES = ("incidents", "months", "claims")


def write_folder(compared: Compared, folder: Path) -> list[Path]:
    """The three comparisons as CSV, and the summary with the rule as JSON; files of that name are replaced.

    Texts of either side that a spreadsheet would take for a formula stand behind an apostrophe. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in TABLES:
        rows: list[dict[str, Any]] = getattr(compared.comparison, name)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS[name])
        writer.writerows([_cell(row[column]) for column in COLUMNS[name]] for row in rows)
        paths.append(folder / f"{name}.csv")
        write_out(paths[-1], out.getvalue())
    path = folder / "summary.json"
    write_out(path, json.dumps(describe(compared), ensure_ascii=False, indent=2, default=str) + "\n")
    return [*paths, path]


def describe(compared: Compared) -> dict[str, Any]:
    """How it was compared, and the figures together."""
    scope = compared.scope
    return {
        "map": compared.by.name,
        "title": compared.by.title,
        "countries": list(scope.countries),
        "first_day": scope.first_day,
        "last_day": scope.last_day,
        "people": scope.rule.people,
        "least_killed": scope.rule.least_killed,
        "rule": scope.rule.words,
        "refused_lines": len(compared.problems),
        "without_a_code": dict(compared.unknown.most_common()),
        **compared.comparison.summary,
    }


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return shield(value) if isinstance(value, str) else value


COLUMNS = {
    "incidents": (
        "which", "event_date", "their_date", "country_code", "governorate_code", "our_place", "their_place",
        "our_killed_low", "our_killed_best", "our_killed_high", "their_killed_low", "their_killed_best",
        "their_killed_high", "difference", "our_injured", "their_injured", "our_sources", "their_source", "score",
        "outlets_alive_count", "incident_ids", "their_ids", "their_lines", "perhaps",
    ),
    "months": (
        "country_code", "governorate_code", "month_start_date", "is_undated", "our_killed_low", "our_killed_best",
        "our_killed_high", "our_unitemised", "our_incidents", "known_day_count", "their_killed_low",
        "their_killed_best", "their_killed_high", "their_rows", "difference", "ratio",
    ),
    "claims": (
        "claim_id", "source_key", "outlet_id", "scope", "country_code", "governorate_code", "place", "area",
        "period_start", "period_end", "day_count", "known_day_count", "killed_low", "killed_high",
        "killed_quantifier", "victim_side", "our_low", "our_best", "our_high", "known_at",
    ),
}  # fmt: skip
"""The columns of the three files."""
