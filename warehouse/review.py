"""The review queue: what deserves an analyst's look, in what order, and what was decided of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.intake import read_rows


@dataclass(frozen=True, slots=True)
class Item:
    """One row of `mart.review_queue`: an incident, a pair of them or a name of a place, and why it is doubted.

    `state` is a short hash of what is told and of the figures: a decision made of another state is stale.
    """

    item_id: str
    reason: str
    score: float
    people: float
    doubt: float
    incident_id: str | None
    other_incident_id: str | None
    name_key: str | None
    state: str
    country_code: str | None
    governorate_code: str | None
    event_date: dt.date | None
    place: str | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_best: int | None
    claim_count: int
    source_count: int
    first_known_at: dt.datetime | None
    last_known_at: dt.datetime | None
    detail: str
    review_status: str
    is_reviewed: bool = False

    @property
    def incidents(self) -> list[str]:
        """The incidents that it is about: one, two, or none for the name of a place."""
        return [incident for incident in (self.incident_id, self.other_incident_id) if incident]


COLUMNS = tuple(field.name for field in dataclasses.fields(Item) if field.name != "is_reviewed")
"""The columns of the queue, in order."""


def read_queue(con: duckdb.DuckDBPyConnection, limit: int | None = None, reason: str | None = None) -> list[Item]:
    """The first items of the queue, or of one reason; all, without a limit."""
    return [Item(**row) for row in read_rows(con, "review/queue", {"limit": limit, "reason": reason})]


def count_queue(con: duckdb.DuckDBPyConnection, reason: str | None = None) -> int:
    """How many items wait, or wait for one reason."""
    return int(read_rows(con, "review/count", {"reason": reason})[0]["item_count"])


def read_items(con: duckdb.DuckDBPyConnection) -> dict[str, Item]:
    """Every item by its id, reviewed ones too."""
    return {row["item_id"]: Item(**row) for row in read_rows(con, "review/items", {})}


def read_reasons(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The reasons for a look: reason, doubt, least_people, rationale; the greatest doubt first."""
    return read_rows(con, "review/reasons", {})


def read_state(con: duckdb.DuckDBPyConnection, item: Item) -> str | None:
    """The present state of an item's incidents; None where one of them is closed."""
    found = {row["incident_id"]: row["state"] for row in read_rows(con, "review/states", {"incidents": item.incidents})}
    states = [found.get(incident) for incident in item.incidents]
    return None if None in states else "-".join(map(str, states))


def read_events(con: duckdb.DuckDBPyConnection, incidents: Sequence[str]) -> dict[str, list[str]]:
    """The events of each incident, in the order in which they became known."""
    events: dict[str, list[str]] = {incident: [] for incident in incidents}
    for row in read_rows(con, "review/events", {"incidents": list(incidents)}):
        events[row["incident_id"]].append(row["event_id"])
    return events


def read_made(con: duckdb.DuckDBPyConnection, item_id: str, key: str) -> list[dict[str, Any]]:
    """The decisions that hold and were made of an item, or are this very one, the newest first."""
    return read_rows(con, "review/made", {"item_id": item_id, "decision_key": key})


def read_accepted(con: duckdb.DuckDBPyConnection, item: Item, state: str) -> dict[str, Any] | None:
    """Who accepted an item's incident, or its two as two, in this state; None where nobody did."""
    values = {"state": state, "incident_id": item.incident_id, "other_incident_id": item.other_incident_id}
    return next(iter(read_rows(con, "review/accepted", values)), None)


def read_claims(con: duckdb.DuckDBPyConnection, incidents: Sequence[str]) -> list[dict[str, Any]]:
    """The claims of incidents with title, text and marks (field, span_start, span_end, role), in order of knowledge."""
    return read_rows(con, "review/claims", {"incidents": list(incidents)})


def read_sample(con: duckdb.DuckDBPyConnection, size: int, seed: int) -> list[dict[str, Any]]:
    """So many claims drawn at random, with title, text and marks as `read_claims` has them, in the order of drawing."""
    return read_rows(con, "review/sample", {"size": size, "seed": seed})


def read_lessons(con: duckdb.DuckDBPyConnection, name_key: str) -> list[dict[str, Any]]:
    """The articles that place a name, with title and text."""
    return read_rows(con, "review/lessons", {"name_key": name_key})


def read_place(con: duckdb.DuckDBPyConnection, name_key: str, governorate_code: str) -> dict[str, Any]:
    """The last word of an analyst on a name in a governorate; its columns are null where there is none."""
    return read_rows(con, "review/place", {"name_key": name_key, "governorate_code": governorate_code})[0]
