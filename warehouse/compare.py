"""Another data set against ours, by one rule of inclusion: by incident, by governorate and month, by periods' sums.

Nothing is written. What is compared are the counted incidents and the days as they stand in the file that is read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.compare_match import Match, Matching, match_rows
from warehouse.compare_rows import Rule, Theirs
from warehouse.neighbours import fetch
from warehouse.weights import DEFAULT, Linking

Rows = list[dict[str, Any]]
Month = tuple[str | None, str | None, dt.date | None, bool]

BOTH, ONLY_OURS, ONLY_THEIRS = "both", "only ours", "only theirs"


@dataclass(frozen=True, slots=True)
class Scope:
    """Countries and days, the last included, within which both sides are compared, and the rule of inclusion."""

    countries: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date
    rule: Rule

    def params(self) -> dict[str, object]:
        """Its bounds as the statements name them."""
        return {"countries": list(self.countries), **self.days()}

    def days(self) -> dict[str, object]:
        """Its days alone."""
        return {"first_day": self.first_day, "last_day": self.last_day}

    def holds(self, row: Theirs) -> bool:
        """Whether a row of theirs is taken: within countries and days, with killed enough; undated ones are."""
        if row.country is not None and row.country not in self.countries:
            return False
        if row.start is not None and not self.first_day <= row.start <= self.last_day:
            return False
        return max(row.killed.best, row.killed.high or row.killed.low) >= self.rule.least_killed


@dataclass(slots=True)
class Comparison:
    """The three comparisons, a dict a row, and their figures together."""

    incidents: Rows
    months: Rows
    claims: Rows
    summary: dict[str, Any]


def read_places(
    con: duckdb.DuckDBPyConnection, countries: Iterable[str], first_day: dt.date, last_day: dt.date
) -> list[tuple[str | None, str, str]]:
    """Governorate, name and normal form of each place of our incidents in these countries and days."""
    params = {"countries": list(countries), "first_day": first_day, "last_day": last_day}
    return [(row["governorate_code"], row["place"], row["place_key"]) for row in fetch(con, "compare/places", params)]


def compare(
    con: duckdb.DuckDBPyConnection, theirs: Sequence[Theirs], scope: Scope, linking: Linking = DEFAULT
) -> Comparison:
    """Compare the rows that the scope holds with the incidents and days of the same scope; row ids must be unique."""
    taken = [row for row in theirs if scope.holds(row)]
    ours = fetch(con, "compare/incidents", scope.params())
    matching = match_rows(taken, ours, linking)
    incidents, left_out = _incidents(taken, ours, matching, scope)
    alive = {row["event_date"]: row["outlets_alive_count"] for row in fetch(con, "compare/alive", scope.days())}
    for row in incidents:
        row["outlets_alive_count"] = alive.get(row["event_date"], 0)
    months = _months(taken, fetch(con, "compare/months", scope.params()), scope)
    claims = fetch(con, "compare/claims", scope.params())
    summary = _summary(incidents, months, claims) | {
        "their_rows": len(theirs),
        "their_rows_outside": len(theirs) - len(taken),
        "their_rows_without_day": sum(not row.days for row in taken),
        "our_incidents_outside_rule": left_out,
    }
    return Comparison(incidents, months, claims, summary)


def _incidents(theirs: Sequence[Theirs], ours: Rows, matching: Matching, scope: Scope) -> tuple[Rows, int]:
    """A row a match and a row of either side alone; and the number of our incidents that the rule leaves out."""
    their_rows = {row.row_id: row for row in theirs}
    our_rows = {row["incident_id"]: row for row in ours}
    rows = [_row(BOTH, match, their_rows, our_rows, scope.rule, []) for match in matching.matches]
    met = {("theirs", one) for match in matching.matches for one in match.theirs}
    met |= {("ours", one) for match in matching.matches for one in match.ours}
    left_out = 0
    for row in theirs:
        if ("theirs", row.row_id) not in met and row.days:
            perhaps = matching.perhaps.get(("theirs", row.row_id), [])
            alone = Match([row.row_id], [], 0.0)
            rows.append(_row(ONLY_THEIRS, alone, their_rows, our_rows, scope.rule, perhaps))
    for incident_id, one in our_rows.items():
        day = one["event_date"]
        if ("ours", incident_id) in met or day is None or not scope.first_day <= day <= scope.last_day:
            continue
        if _our_killed(one, scope.rule) < scope.rule.least_killed:
            left_out += 1
            continue
        perhaps = matching.perhaps.get(("ours", incident_id), [])
        rows.append(_row(ONLY_OURS, Match([], [incident_id], 0.0), their_rows, our_rows, scope.rule, perhaps))
    return sorted(rows, key=lambda row: (row["event_date"], row["governorate_code"] or "~", row["which"])), left_out


def _our_killed(row: Mapping[str, Any], rule: Rule) -> int:
    """Our best of the people that the rule counts; an incident whose civilians nobody told has none."""
    return (row["killed_civilian"] if rule.people == "civilians" else row["killed_best"]) or 0


def _row(
    which: str,
    match: Match,
    theirs: Mapping[str, Theirs],
    ours: Mapping[str, Mapping[str, Any]],
    rule: Rule,
    perhaps: list[str],
) -> dict[str, Any]:
    his, mine = [theirs[one] for one in match.theirs], [ours[one] for one in match.ours]
    best = sum(_our_killed(row, rule) for row in mine) if mine else None
    told = sum(row.killed.best for row in his) if his else None
    highs = [row.killed.high for row in his]
    civil = rule.people == "civilians"
    first = mine[0] if mine else None
    return {
        "which": which,
        "event_date": first["event_date"] if first else his[0].start,
        "their_date": min(row.start for row in his if row.start) if his else None,
        "country_code": first["country_code"] if first else his[0].country,
        "governorate_code": first["governorate_code"] if first else his[0].governorate,
        "our_place": _joined(row["place"] for row in mine),
        "their_place": _joined(row.place for row in his),
        # Of civilians there is one number, so no bounds.
        "our_killed_low": sum(row["killed_low"] or 0 for row in mine) if mine and not civil else None,
        "our_killed_best": best,
        "our_killed_high": sum(row["killed_high"] or 0 for row in mine) if mine and not civil else None,
        "their_killed_low": sum(row.killed.low for row in his) if his else None,
        "their_killed_best": told,
        "their_killed_high": sum(high for high in highs if high) if his and None not in highs else None,
        "difference": best - told if best is not None and told is not None else None,
        "our_injured": _total(row["injured_best"] for row in mine),
        "their_injured": _total(row.injured for row in his),
        "our_sources": max((row["source_count"] for row in mine), default=None),
        "their_source": _joined(row.source for row in his),
        "score": match.score or None,
        "incident_ids": match.ours,
        "their_ids": match.theirs,
        "their_lines": [row.line for row in his],
        "perhaps": perhaps,
    }


def _joined(names: Iterable[str | None]) -> str | None:
    return "; ".join(sorted(set(filter(None, names)))) or None


def _total(numbers: Iterable[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def _months(theirs: Sequence[Theirs], ours: Rows, scope: Scope) -> Rows:
    """Both sides by governorate and month; what has no governorate or no month stands in rows of its own."""
    rows: dict[Month, dict[str, Any]] = {}

    def at(key: Month) -> dict[str, Any]:
        country, governorate, month, undated = key
        names = {"country_code": country, "governorate_code": governorate, "month_start_date": month}
        return rows.setdefault(key, {**names, "is_undated": undated, **_NOTHING})

    for row in ours:
        told = at((row["country_code"], row["governorate_code"], row["month_start_date"], row["is_undated"]))
        civil = scope.rule.people == "civilians"
        told |= {
            "our_killed_low": None if civil else row["killed_low"],
            "our_killed_best": row["killed_civilian"] if civil else row["killed_best"],
            "our_killed_high": None if civil else row["killed_high"],
            "our_unitemised": row["killed_unitemised"],
            "our_incidents": row["incident_count"],
            "known_day_count": row["known_day_count"],
        }
    for one in theirs:
        told = at(_month_of(one))
        told["their_rows"] += 1
        told["their_killed_low"] += one.killed.low
        told["their_killed_best"] += one.killed.best
        told["their_killed_high"] += one.killed.high if one.killed.high is not None else one.killed.best
    for told in rows.values():
        told["difference"] = told["our_killed_best"] - told["their_killed_best"]
        theirs_best = told["their_killed_best"]
        told["ratio"] = round(told["our_killed_best"] / theirs_best, 2) if theirs_best else None
    kept = [row for row in rows.values() if row["our_killed_best"] or row["our_incidents"] or row["their_rows"]]
    return sorted(kept, key=lambda row: [str(row[name] or "~") for name in _MONTH_ORDER])


_MONTH_ORDER = ("country_code", "month_start_date", "governorate_code", "is_undated")
_NOTHING = {
    "our_killed_low": 0, "our_killed_best": 0, "our_killed_high": 0, "our_unitemised": 0, "our_incidents": 0,
    "known_day_count": 0, "their_killed_low": 0, "their_killed_best": 0, "their_killed_high": 0, "their_rows": 0,
}  # fmt: skip


def _month_of(row: Theirs) -> Month:
    """Where a row counts: in the month that holds its days; one without a day, or over several months, in none."""
    if row.start is None or row.end is None or (row.start.year, row.start.month) != (row.end.year, row.end.month):
        return row.country, row.governorate, None, True
    return row.country, row.governorate, row.start.replace(day=1), False


def _summary(incidents: Rows, months: Rows, claims: Rows) -> dict[str, Any]:
    by: dict[str, Rows] = defaultdict(list)
    for row in incidents:
        by[row["which"]].append(row)
    both = by[BOTH]
    return {
        "both": len(both),
        "both_same_killed": sum(row["difference"] == 0 for row in both),
        "both_within_bounds": sum(_overlap(row) for row in both),
        "both_our_incidents": sum(len(row["incident_ids"]) for row in both),
        "both_their_rows": sum(len(row["their_ids"]) for row in both),
        "both_our_killed": sum(row["our_killed_best"] for row in both),
        "both_their_killed": sum(row["their_killed_best"] for row in both),
        "only_ours": len(by[ONLY_OURS]),
        "only_ours_killed": sum(row["our_killed_best"] for row in by[ONLY_OURS]),
        "only_theirs": len(by[ONLY_THEIRS]),
        "only_theirs_killed": sum(row["their_killed_best"] for row in by[ONLY_THEIRS]),
        "only_theirs_unread": sum(not row["outlets_alive_count"] for row in by[ONLY_THEIRS]),
        "our_killed": sum(row["our_killed_best"] for row in months),
        "their_killed": sum(row["their_killed_best"] for row in months),
        "period_claims": len(claims),
        "period_claims_compared": sum(row["our_best"] is not None for row in claims),
    }


def _overlap(row: Mapping[str, Any]) -> bool:
    """Whether the two ranges of killed have a number in common; where ours has no bounds, it is the one number."""
    low, high = (row[f"our_killed_{end}"] for end in ("low", "high"))
    low, high = (row["our_killed_best"] if end is None else end for end in (low, high))
    theirs = row["their_killed_high"]
    return bool(high >= row["their_killed_low"] and (theirs is None or low <= theirs))
