"""What an analyst writes, as values of an event's columns: `killed=9+`, `date=2016-07-26`, `place=كفرنبل`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extractors.records import OUTCOMES
from flows.errors import UserError
from flows.refusals import say
from flows.rows import claimant_key, place_columns

if TYPE_CHECKING:
    import duckdb

    from flows.settings import Settings

NONE = "none"
_COUNT = re.compile(r"(~?)(\d{1,9})(?:(\+)|-(\d{1,9}))?")


def read_changes(words: Iterable[str]) -> dict[str, Any]:
    """The columns and values that words like `killed=6` set; raises UserError for a word that is none.

    The key of a place follows from where it lies, which `settle_place` tells.
    """
    values: dict[str, Any] = {}
    for word in words:
        name, sign, value = (part.strip() for part in word.partition("="))
        if name not in FIELDS or not sign or not value:
            raise UserError(say("word.no_field", word=word, known=", ".join(FIELDS)))
        found = FIELDS[name](name, value)
        if twice := found.keys() & values.keys():
            raise UserError(say("word.twice", word=word, column=sorted(twice)[0]))
        values |= found
    if not values:
        raise UserError(say("word.nothing", known=", ".join(FIELDS)))
    return values


def settle_place(
    con: duckdb.DuckDBPyConnection, settings: Settings, events: Sequence[str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values for these events with the key of their place, which may be another one in another governorate.

    A key that was decided on with the place's name stays. Raises CorrectionError for an event that is gone.
    """
    from flows.gazetteer_active import activate
    from warehouse.corrected_values import complete_values
    from warehouse.learn import read_learnt
    from warehouse.neighbours import fetch
    from warehouse.targets import find_event

    values = dict(values)
    if not values.keys() & {"place", "governorate_code"}:
        return values
    told = [{**find_event(con, event), **complete_values(con, values)} for event in events]
    place, country, governorate = (_only(told, name) for name in ("place", "country_code", "governorate_code"))
    if place is None:
        return values
    activate(settings.home, read_learnt(con))
    key = place_columns(place, country, governorate)["place_key"]
    if "place" in values:
        return {**values, "place_key": key}
    asked = [{"event_id": event, "column_name": "place_key"} for event in events]
    is_other = any(event["place_key"] != key for event in told)
    is_decided = any(fetch(con, "correct/standing_change", one) for one in asked)
    return {**values, "place_key": key} if is_other and not is_decided else values


def _only(rows: Iterable[Mapping[str, Any]], column: str) -> Any:
    """What all rows that tell it have in a column; None where they differ."""
    told = {row[column] for row in rows} - {None}
    return told.pop() if len(told) == 1 else None


def _count(name: str, value: str) -> dict[str, Any]:
    if value == NONE:
        low, high, quantifier = None, None, None
    else:
        found = _COUNT.fullmatch(value)
        if found is None:
            raise UserError(say("word.no_count", field=name, value=value))
        about, digits, at_least, upper = found.groups()
        low = int(digits)
        high = None if at_least else int(upper or digits)
        quantifier = "at_least" if at_least else "range" if upper else "about" if about else "exact"
    return {f"{name}_low": low, f"{name}_high": high, f"{name}_quantifier": quantifier}


def _date(name: str, value: str) -> dict[str, Any]:
    if value == NONE:
        return {"event_date": None, "date_precision": "none", "date_basis": "stated"}
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise UserError(say("word.no_day", field=name, value=value)) from error
    return {"event_date": day, "date_precision": "day", "date_basis": "stated"}


def _place(name: str, value: str) -> dict[str, Any]:
    if value == NONE:
        return {"place": None, "place_key": None, "place_precision": 4}
    return {"place": value, "place_key": value, "place_precision": 1}


def _claimant(name: str, value: str) -> dict[str, Any]:
    told = None if value == NONE else value
    return {"claimant": told, "claimant_key": claimant_key(told)}


def _retold(name: str, value: str) -> dict[str, Any]:
    if value not in ("yes", "no"):
        raise UserError(say("word.yes_or_no", field=name, value=value))
    return {"retold": value == "yes"}


def _actors(name: str, value: str) -> dict[str, Any]:
    return {"actor": [part.strip() for part in value.split(",") if part.strip()]}


def _text(column: str) -> Callable[[str, str], dict[str, Any]]:
    return lambda name, value: {column: None if value == NONE else value}


def _code(name: str, value: str) -> dict[str, Any]:
    return {name: value}


FIELDS: dict[str, Callable[[str, str], dict[str, Any]]] = {
    **dict.fromkeys(OUTCOMES, _count),
    "date": _date,
    "place": _place,
    "governorate": _text("governorate_code"),
    "country": _text("country_code"),
    "claimant": _claimant,
    "actor": _actors,
    "weapon": _code,
    "target": _text("target"),
    "circumstance": _code,
    "scope": _code,
    "retold": _retold,
}
"""How each field of a correction is read: from its name and value to columns of an event."""

COUNTED = frozenset(OUTCOMES)
"""Fields that one event tells, never a whole incident."""
