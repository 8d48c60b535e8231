"""What an id given by a person means today: an event, or an incident through whatever it was merged into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.errors import CorrectionError
from warehouse.neighbours import fetch

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """The events that an id means, and, where it led elsewhere than it says, a note that tells so."""

    events: tuple[str, ...]
    incident_id: str | None = None
    note: str | None = None


def find_target(con: duckdb.DuckDBPyConnection, wanted: str) -> Target:
    """What the id of an incident or event means today. Raises CorrectionError for one that is gone or never was."""
    if fetch(con, "correct/incident", {"incident_id": wanted}):
        today = resolve_incident(con, wanted)
        note = describe_merge(con, wanted, today) if today != wanted else None
        return Target(tuple(events_of(con, today)), today, note)
    return Target((str(find_event(con, wanted)["event_id"]),))


def resolve_incident(con: duckdb.DuckDBPyConnection, incident_id: str) -> str:
    """The incident that an id leads to today. Raises CorrectionError for an unknown or closed one."""
    found = fetch(con, "correct/incident", {"incident_id": incident_id})
    if not found:
        raise CorrectionError(f"there is no incident {incident_id}; mart.incident has the ids")
    if found[0]["closed_at"] is not None:
        merged = f", which {incident_id} was merged into," if found[0]["incident_id"] != incident_id else ""
        raise CorrectionError(
            f"incident {found[0]['incident_id']}{merged} was closed on {found[0]['closed_at']:%Y-%m-%d}: "
            "no claim of it is left; mart.change says what became of it"
        )
    return str(found[0]["incident_id"])


def describe_merge(con: duckdb.DuckDBPyConnection, incident_id: str, today: str) -> str:
    """When and why an incident became another, from the table of changes."""
    for change in fetch(con, "correct/merge_of", {"incident_id": incident_id}):
        return (
            f"incident {incident_id} was merged on {change['recorded_at']:%Y-%m-%d} ({change['reason']}); "
            f"it is {today} now"
        )
    return f"incident {incident_id} is {today} now"


def find_event(con: duckdb.DuckDBPyConnection, event_id: str) -> Event:
    """The standing event with an id. Raises CorrectionError for one that is gone, rejected or never was."""
    found = fetch(con, "correct/event", {"event_id": event_id})
    if found:
        return found[0]
    for rejected in fetch(con, "correct/is_rejected", {"event_id": event_id}):
        raise CorrectionError(
            f"event {event_id} was rejected by {rejected['author']} on {rejected['made_at']:%Y-%m-%d}; "
            f"undo correction {rejected['correction_id']} first"
        )
    for gone in fetch(con, "correct/gone_event", {"event_id": event_id}):
        now = f"its article tells {gone['events']} now" if gone["events"] else "its article tells no event now"
        raise CorrectionError(
            f"event {event_id} is gone since {gone['superseded_at']:%Y-%m-%d}: a newer reading of the text has it no "
            f"more; {now}"
        )
    raise CorrectionError(f"there is no event or incident {event_id}; mart.claim and mart.incident have the ids")


def events_of(con: duckdb.DuckDBPyConnection, incident_id: str) -> list[str]:
    """The events of an incident, in the order in which they became known."""
    return [row["event_id"] for row in fetch(con, "correct/events_of_incident", {"incident_id": incident_id})]


def companions_of(con: duckdb.DuckDBPyConnection, event_id: str) -> list[str]:
    """The events of the incident that an event is in."""
    return [row["event_id"] for row in fetch(con, "correct/companions", {"event_id": event_id})]


def only_event(con: duckdb.DuckDBPyConnection, target: Target, what: str) -> Event:
    """The one event that is meant. Raises CorrectionError, listing them, where an incident has several."""
    if len(target.events) != 1:
        told = "; ".join(
            f"{row['event_id']} ({row['told']})"
            for row in fetch(con, "correct/events_in_words", {"incident_id": target.incident_id})
        )
        raise CorrectionError(
            f"incident {target.incident_id} has {len(target.events)} events, and {what} is one event's; "
            f"name one of them: {told}"
        )
    return find_event(con, target.events[0])
