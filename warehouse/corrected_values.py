"""What an analyst may set of an event, and within which bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb

from warehouse.codes import CODES
from warehouse.errors import CorrectionError
from warehouse.neighbours import fetch
from warehouse.told import OUTCOMES

COUNTS = tuple(f"{outcome}_{end}" for outcome in OUTCOMES for end in ("low", "high", "quantifier"))
CHANGEABLE = (
    *COUNTS,
    "scope",
    "event_date",
    "date_precision",
    "date_basis",
    "place",
    "place_key",
    "place_precision",
    "governorate_code",
    "country_code",
    "actor",
    "weapon",
    "target",
    "circumstance",
    "retold",
    "claimant",
    "claimant_key",
)
"""Columns of an event that an analyst may set; places and claimants come with their normal forms."""

MOST_PEOPLE = 1_000_000
"""No event of one article tells of more; a slip of the key does."""

OLDEST_YEARS = 50
"""A day this long before its article is a slip of the key in the year."""


def complete_values(con: duckdb.DuckDBPyConnection, values: Mapping[str, object]) -> dict[str, object]:
    """The values, and with a governorate its country. Raises CorrectionError for an unknown governorate."""
    governorate = values.get("governorate_code")
    if governorate is None:
        return dict(values)
    found = fetch(con, "correct/governorate", {"governorate_code": governorate})
    if not found:
        raise CorrectionError(f"there is no governorate {governorate}; core.governorate has the codes")
    return {"country_code": found[0]["country_code"], **values}


def check_values(con: duckdb.DuckDBPyConnection, event: Mapping[str, Any], values: Mapping[str, object]) -> None:
    """Raise CorrectionError for a column that cannot be set, or a value that no event can have."""
    check_plain(event, values)
    if "governorate_code" in values or "country_code" in values:
        after = {**event, **values}
        _check_governorate(con, after["governorate_code"], after["country_code"])


def check_plain(event: Mapping[str, Any], values: Mapping[str, object]) -> None:
    """As `check_values`, but for the governorate and its country, which only a warehouse knows."""
    for column, value in values.items():
        if column not in CHANGEABLE:
            raise CorrectionError(f"{column} cannot be corrected; one of: {', '.join(CHANGEABLE)}")
        if column in CODES and value is not None:
            _check_code(column, value)
    after = {**event, **values}
    for outcome in OUTCOMES:
        _check_count(outcome, after[f"{outcome}_low"], after[f"{outcome}_high"])
    if values.get("event_date") is not None:
        _check_day(event, values["event_date"])


def _check_code(column: str, value: object) -> None:
    for code in value if isinstance(value, list | tuple) else (value,):
        if code not in CODES[column]:
            raise CorrectionError(f"{code} is no {column}; one of: {', '.join(CODES[column])}")


def _check_count(outcome: str, low: Any, high: Any) -> None:
    if low is None:
        if high is not None:
            raise CorrectionError(f"{outcome} cannot be at most {high} and at least nothing; set both")
        return
    if not 0 <= low <= MOST_PEOPLE or not (high is None or high <= MOST_PEOPLE):
        raise CorrectionError(f"{outcome} is a number of people from 0 to {MOST_PEOPLE:,}, not {low}")
    if high is not None and high < low:
        raise CorrectionError(f"{outcome} cannot be at least {low} and at most {high}")


def _check_day(event: Mapping[str, Any], day: Any) -> None:
    published: dt.date | None = event["published_date"]
    if published is None:
        return
    if day > published:
        raise CorrectionError(f"{day} is after the article was published ({published}); it cannot tell what came later")
    if day.year < published.year - OLDEST_YEARS:
        raise CorrectionError(f"{day} is {published.year - day.year} years before its article ({published})")


def _check_governorate(con: duckdb.DuckDBPyConnection, governorate: Any, country: Any) -> None:
    for found in fetch(con, "correct/governorate", {"governorate_code": governorate}):
        if country != found["country_code"]:
            raise CorrectionError(f"{governorate} lies in {found['country_code']}, not in {country}; set both")
