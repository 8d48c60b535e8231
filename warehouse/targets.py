"""What an id given by a person means today: an event, or an incident through whatever it was merged into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.errors import CorrectionError
from warehouse.neighbours import fetch
from warehouse.refusals import say

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
        raise CorrectionError(say("target.no_incident", incident=incident_id))
    if found[0]["closed_at"] is not None:
        heir, day = found[0]["incident_id"], f"{found[0]['closed_at']:%Y-%m-%d}"
        if heir != incident_id:
            raise CorrectionError(say("target.closed_heir", incident=heir, wanted=incident_id, day=day))
        raise CorrectionError(say("target.closed", incident=heir, day=day))
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
        raise CorrectionError(say("target.rejected", event=event_id, **signed(rejected)))
    for gone in fetch(con, "correct/gone_event", {"event_id": event_id}):
        day = f"{gone['superseded_at']:%Y-%m-%d}"
        if gone["events"]:
            raise CorrectionError(say("target.gone", event=event_id, day=day, events=gone["events"]))
        raise CorrectionError(say("target.gone_all", event=event_id, day=day))
    raise CorrectionError(say("target.no_event", event=event_id))


def signed(decision: Mapping[str, Any]) -> dict[str, object]:
    """Who decided, when, and by what a decision is undone."""
    day, correction = f"{decision['made_at']:%Y-%m-%d}", decision["correction_id"]
    return {"author": decision["author"], "day": day, "correction": correction}


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
        number = len(target.events)
        raise CorrectionError(
            say("target.several", incident=target.incident_id, number=number, field=what, events=told)
        )
    return find_event(con, target.events[0])
