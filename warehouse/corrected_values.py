"""What an analyst may set of an event, and within which bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb

from warehouse.codes import CODES
from warehouse.errors import CorrectionError
from warehouse.neighbours import fetch
from warehouse.refusals import say
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
        raise CorrectionError(say("value.no_governorate", code=governorate))
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
            raise CorrectionError(say("value.fixed", field=column, known=", ".join(CHANGEABLE)))
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
            raise CorrectionError(say("value.no_code", code=code, field=column, known=", ".join(CODES[column])))


def _check_count(outcome: str, low: Any, high: Any) -> None:
    if low is None:
        if high is not None:
            raise CorrectionError(say("value.no_least", field=outcome, high=high))
        return
    if not 0 <= low <= MOST_PEOPLE or not (high is None or high <= MOST_PEOPLE):
        raise CorrectionError(say("value.out_of_bounds", field=outcome, most=f"{MOST_PEOPLE:,}", low=low))
    if high is not None and high < low:
        raise CorrectionError(say("value.upside_down", field=outcome, low=low, high=high))


def _check_day(event: Mapping[str, Any], day: Any) -> None:
    published: dt.date | None = event["published_date"]
    if published is None:
        return
    if day > published:
        raise CorrectionError(say("value.after_article", day=day, published=published))
    if day.year < published.year - OLDEST_YEARS:
        years = published.year - day.year
        raise CorrectionError(say("value.long_before", day=day, years=years, published=published))


def _check_governorate(con: duckdb.DuckDBPyConnection, governorate: Any, country: Any) -> None:
    for found in fetch(con, "correct/governorate", {"governorate_code": governorate}):
        if country != found["country_code"]:
            told = country or say("value.none")
            raise CorrectionError(
                say("value.other_country", code=governorate, country=found["country_code"], told=told)
            )
