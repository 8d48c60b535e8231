"""Which stored events a change can reach, followed from tie to tie: the cost is the change's, not the past's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.batch import registered
from warehouse.cluster import Scores, likely_pairs
from warehouse.decisions import Decisions, Pair, pair_of
from warehouse.statements import statement
from warehouse.told import OUTCOMES, Claim, Event, Told


def ids(name: str, values: Iterable[str]) -> pa.Table:
    """One column of distinct ids, for a statement to join on."""
    return pa.table({name: pa.array(sorted(set(values)), pa.string())})


def fetch(
    con: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The rows of a named statement as dicts."""
    cursor = con.execute(statement(name), params)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def reach(
    con: duckdb.DuckDBPyConnection, touched: Collection[str], scores: Scores
) -> tuple[list[Event], dict[str, str]]:
    """All events whose grouping the touched ones can change, with the incidents that they belonged to so far.

    Touched events that no longer stand count by the incidents that they leave.
    """
    before = incidents_of(con, touched)
    reached: dict[str, Event] = {}
    seen: set[str] = set()
    frontier = set(touched) | _members(con, set(before.values()), before)
    while frontier:
        seen |= frontier
        fresh = load_events(con, frontier)
        reached |= {event.event_id: event for event in fresh}
        tied = _tied(con, fresh, scores)
        known = incidents_of(con, tied - before.keys())
        before |= known
        frontier = (tied | _members(con, set(known.values()), before)) - seen
    return list(reached.values()), before


def read_decisions(con: duckdb.DuckDBPyConnection) -> Decisions:
    """What analysts merged and parted and did not take back."""
    merged: set[Pair] = set()
    parted: set[Pair] = set()
    for row in fetch(con, "correct/standing_pairs"):
        (merged if row["kind"] == "merge" else parted).add(pair_of(row["event_id"], row["other_event_id"]))
    return Decisions(frozenset(merged), frozenset(parted))


def incidents_of(con: duckdb.DuckDBPyConnection, events: Collection[str]) -> dict[str, str]:
    """The standing incident of each event that has one."""
    if not events:
        return {}
    with registered(con, "wanted", ids("event_id", events)):
        return {row["event_id"]: row["incident_id"] for row in fetch(con, "link/incidents_of_events")}


def _members(con: duckdb.DuckDBPyConnection, incidents: set[str], before: dict[str, str]) -> set[str]:
    if not incidents:
        return set()
    with registered(con, "wanted_incident", ids("incident_id", incidents)):
        found = {row["event_id"]: row["incident_id"] for row in fetch(con, "link/events_of_incidents")}
    before |= found
    return set(found)


def _tied(con: duckdb.DuckDBPyConnection, fresh: list[Event], scores: Scores) -> set[str]:
    """Events that score as one happening with a fresh one."""
    if not fresh:
        return set()
    frontier = pa.table(
        {
            "country_code": pa.array([e.country for e in fresh], pa.string()),
            "governorate_code": pa.array([e.governorate for e in fresh], pa.string()),
            "event_date": pa.array([e.day for e in fresh], pa.date32()),
            "place_keys": pa.array([sorted(e.named_places) for e in fresh], pa.list_(pa.string())),
            "is_adding": pa.array([e.is_adding for e in fresh], pa.bool_()),
            "story_id": pa.array([e.story_id for e in fresh], pa.string()),
            "version_id": pa.array([e.version_id for e in fresh], pa.string()),
        }
    )
    with registered(con, "frontier", frontier):
        found = fetch(con, "link/neighbours", {"addition_days": scores.by.addition_days})
    near = {row["event_id"] for row in found} | scores.decisions.partners(event.event_id for event in fresh)
    others = load_events(con, near - {event.event_id for event in fresh})
    new = {event.event_id for event in fresh}
    pairs = likely_pairs([*fresh, *others], scores, among=new)
    return {event.event_id for _, one, other in pairs for event in (one, other)}


def load_events(con: duckdb.DuckDBPyConnection, events: Collection[str]) -> list[Event]:
    """The standing events among these ids that can belong to an incident, with their claims."""
    if not events:
        return []
    with registered(con, "wanted", ids("event_id", events)):
        rows = fetch(con, "link/events_by_id")
        claims: dict[str, list[Claim]] = {}
        days = {row["event_id"]: row["event_date"] for row in rows}
        for row in fetch(con, "link/claims_by_event"):
            claims.setdefault(row["event_id"], []).append(_claim(row, str(days.get(row["event_id"], ""))))
    found = [_event(row, tuple(claims.get(row["event_id"], ()))) for row in rows]
    return [event for event in found if event.kind is not None]


def _claim(row: dict[str, Any], event_day: str) -> Claim:
    counts = {
        outcome: Told(row[f"{outcome}_low"], row[f"{outcome}_high"], row[f"{outcome}_quantifier"])
        for outcome in OUTCOMES
        if row[f"{outcome}_low"] is not None
    }
    return Claim(
        claim_id=row["claim_id"],
        event_id=row["event_id"],
        ordinal=row["alternative_ordinal"],
        article_id=row["article_id"],
        source=row["source_key"],
        kind=row["source_kind"],
        source_side=row["source_side"],
        victim_side=row["victim_side"],
        counts=counts,
        civilian=row["killed_civilian"],
        presumed_civilian=row["killed_presumed_civilian"] or 0,
        combatant=row["killed_combatant"],
        women=row["killed_women"],
        children=row["killed_children"],
        is_group_only=row["is_group_only"],
        is_enemy_loss=row["is_enemy_loss"],
        is_correction=row["is_correction"],
        circumstance=row["circumstance"],
        event_day=event_day,
        retold=row["retold"],
        known_at=row["known_at"],
        replaced_at=row["replaced_at"],
    )


def _event(row: dict[str, Any], claims: tuple[Claim, ...]) -> Event:
    return Event(
        event_id=row["event_id"],
        version_id=row["version_id"],
        article_id=row["article_id"],
        story_id=row["story_id"],
        outlet_id=row["outlet_id"],
        known_at=row["known_at"],
        replaced_at=row["replaced_at"],
        scope=row["scope"],
        country=row["country_code"],
        governorate=row["governorate_code"],
        day=row["event_date"],
        date_precision=row["date_precision"],
        date_basis=row["date_basis"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        place=row["place"],
        place_key=row["place_key"],
        places=tuple(row["places"]),
        place_keys=tuple(row["place_keys"]),
        place_id=row["place_id"],
        place_precision=row["place_precision"],
        admin2=row["admin2_code"],
        admin3=row["admin3_code"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        actor=frozenset(row["actor"]),
        weapon=row["weapon"],
        target=row["target"],
        circumstance=row["circumstance"],
        retold=row["retold"],
        is_only_whole=row["is_only_whole"],
        groups=frozenset(row["groups"]),
        claims=claims,
    )
